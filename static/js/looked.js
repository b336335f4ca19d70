// A page that counts tells of itself once it is shown, so that reading never writes: by role and month, without a name.
const form = document.getElementById("looked");
if (form) fetch(form.action, { method: "POST", body: new FormData(form), keepalive: true }).catch(() => {});
