package io.latentmill.udf.weights;

import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** Turns failures of the storage into ours: what is wrong for good is the model's fault. */
final class Unreadable {
  private Unreadable() {}

  static LatentmillException file(String path, IOException cause) {
    if (cause instanceof FileNotFoundException) {
      return model("Cannot open " + path + ": no such file", cause);
    }
    if (cause instanceof EOFException) {
      return model("Cannot read " + path + ": it ends early", cause);
    }
    if (cause instanceof UnsupportedFileSystemException) {
      return model("Cannot open " + path + ": " + cause.getMessage(), cause);
    }
    return new LatentmillException(
        FailureKind.RESOURCE, "Cannot read " + path + ": " + cause.getMessage(), cause);
  }

  static LatentmillException json(String path, IOException cause) {
    return model("Cannot read " + path + ": not valid JSON: " + firstLine(cause), cause);
  }

  private static LatentmillException model(String message, IOException cause) {
    return new LatentmillException(FailureKind.MODEL, message, cause);
  }

  static String firstLine(IOException cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
