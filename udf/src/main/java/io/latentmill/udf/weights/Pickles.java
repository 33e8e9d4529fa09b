package io.latentmill.udf.weights;

import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;
import java.util.stream.Stream;

/** Containers of weights that are not safetensors: what they are, and what to do instead. */
final class Pickles {
  private static final String PICKLED = ".*\\.(bin|ckpt|pt|pth|pkl)";
  private static final String GGUF = ".*\\.gguf";

  private static final String PICKLE_MESSAGE =
      "Cannot read %s: it is pickled Python, which may run any code and is never opened; take the"
          + " model's safetensors files, or convert it with"
          + " save_pretrained(safe_serialization=True)";
  private static final String GGUF_MESSAGE =
      "Cannot read %s: it is GGUF, whose quantised weights do not run here; take the model's"
          + " safetensors files";

  private static final int PROTOCOL = 0x80;
  private static final int NEWEST_PROTOCOL = 5;

  private Pickles() {}

  /** What to say of a folder that holds weights in such a container and no others. */
  static Optional<LatentmillException> refusal(StoredFolder folder, String prefix) {
    return Stream.of(PICKLED, GGUF)
        .flatMap(
            pattern ->
                folder.names().stream()
                    .filter(name -> name.startsWith(prefix) && name.matches(pattern)))
        .findFirst()
        .map(
            name ->
                LatentmillException.model(
                    name.matches(GGUF) ? GGUF_MESSAGE : PICKLE_MESSAGE, folder.describe(name)));
  }

  /**
   * What to say of a file that begins as such a container does: torch's zip archive, an older bare
   * pickle, GGUF.
   */
  static Optional<LatentmillException> refusal(String path, byte[] beginning) {
    if (beginsWith(beginning, 'G', 'G', 'U', 'F')) {
      return Optional.of(LatentmillException.model(GGUF_MESSAGE, path));
    }
    boolean isBare =
        (beginning[0] & 0xff) == PROTOCOL && beginning[1] > 1 && beginning[1] <= NEWEST_PROTOCOL;
    return isBare || beginsWith(beginning, 'P', 'K', 3, 4)
        ? Optional.of(LatentmillException.model(PICKLE_MESSAGE, path))
        : Optional.empty();
  }

  private static boolean beginsWith(byte[] beginning, int... expected) {
    for (int i = 0; i < expected.length; i++) {
      if (beginning[i] != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
