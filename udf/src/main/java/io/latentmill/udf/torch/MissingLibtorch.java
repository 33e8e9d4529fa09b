package io.latentmill.udf.torch;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;

/** Says why libtorch cannot be had in this process, and how it can. */
final class MissingLibtorch {
  private static final String VERSION = "2.7.1";

  /** What DJL looks for: a jar of natives has it. */
  private static final String NATIVE_JAR = "native/lib/pytorch.properties";

  private static final String FOLDER = "PYTORCH_LIBRARY_PATH";

  private MissingLibtorch() {}

  /** DJL itself says "Offline mode is enabled.", since it would have downloaded libtorch. */
  static LatentmillException of(Throwable failure) {
    return new LatentmillException(
        FailureKind.USER,
        "Cannot load libtorch: %s; give spark-submit --jars pytorch-native-cpu-%s-linux-x86_64.jar, or set %s to the lib folder of an unpacked libtorch %s"
            .formatted(reason(failure), VERSION, FOLDER, VERSION),
        failure);
  }

  private static String reason(Throwable failure) {
    String folder = System.getenv(FOLDER);
    boolean jar = Torch.class.getClassLoader().getResource(NATIVE_JAR) != null;
    String where =
        (folder == null ? FOLDER + " is not set" : "%s is %s".formatted(FOLDER, folder))
            + (jar ? ", a pytorch-native jar is" : ", no pytorch-native jar is")
            + " on the class path";
    return folder == null && !jar ? where : where + ", but " + root(failure);
  }

  private static String root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = String.valueOf(root.getMessage());
    return text.lines().findFirst().orElse(root.getClass().getSimpleName());
  }
}
