package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;

/** Pickled Python and other containers of weights that are never opened, and what to do instead. */
final class Pickles {
  private static final String PICKLED = ".*\\.(bin|ckpt|pt|pth|pkl)";

  private Pickles() {}

  /** What to say of a folder that holds pickled weights and no others; empty: it holds none. */
  static Optional<LatentmillException> refusal(StoredFolder folder, String prefix) {
    return folder.names().stream()
        .filter(name -> name.startsWith(prefix) && name.matches(PICKLED))
        .findFirst()
        .map(
            name ->
                LatentmillException.model(
                    "Cannot read %s: it is pickled Python, which may run any code and is never"
                        + " opened; take the model's safetensors files, or convert it with"
                        + " save_pretrained(safe_serialization=True)",
                    folder.describe(name)));
  }
}
