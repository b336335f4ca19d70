// One small file per behaviour. Each listens on the document, so that swapped parts need no set-up.
import "./theme.js";
import "./busy.js";
import "./calls.js";
import "./dialogs.js";
import "./keys.js";
import "./huddle.js";
import "./palette.js";
import "./toasts.js";
import "./drafts.js";
import "./bulk.js";
import "./swaps.js";
import "./filters.js";
import "./marking.js";
import "./brand.js";
import "./places.js";
import "./zones.js";
import "./looked.js";
