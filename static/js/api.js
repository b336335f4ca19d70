// The document of the API, as Swagger UI shows it.
const place = document.getElementById("api");
if (place && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({ url: place.dataset.document, domNode: place, deepLinking: true, validatorUrl: null, tagsSorter: "alpha" });
}
