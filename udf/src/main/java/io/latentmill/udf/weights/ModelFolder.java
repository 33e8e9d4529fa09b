package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;

/** The configurations and vocabularies of a model, by paths such as {@code unet/config.json}. */
interface ModelFolder {
  /** The text of a file, empty when there is none. */
  Optional<String> text(String relativePath);

  /** How messages name a file of this folder. */
  String describe(String relativePath);

  /** The JSON object in a file that has to be there. */
  default JsonNode json(String relativePath) {
    String text =
        text(relativePath)
            .orElseThrow(
                () ->
                    LatentmillException.model(
                        "Cannot open %s: no such file", describe(relativePath)));
    return Json.object(describe(relativePath), text);
  }
}
