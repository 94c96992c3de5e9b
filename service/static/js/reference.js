// Draws the API reference from our own OpenAPI document. Nothing is asked of any other host.
"use strict";

const place = document.getElementById("reference");

SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  validatorUrl: null,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  presets: [SwaggerUIBundle.presets.apis],
});
