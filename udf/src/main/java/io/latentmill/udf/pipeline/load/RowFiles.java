package io.latentmill.udf.pipeline.load;

import io.latentmill.udf.pipeline.failure.OneLine;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.ModelFiles;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;

/**
 * The model files that rows name: adapters, embeddings, ControlNets. They are brought to this host
 * once, and what is wrong with them is the row's fault, not the model's.
 */
public record RowFiles(ModelFiles files) {

  /**
   * Opens a file or folder.
   *
   * @param column of the prompt table that names it
   * @param opener takes a local path
   * @throws LatentmillException (user) naming column and path if there is no such file or it is
   *     broken, (resource) if the storage fails
   */
  public <T> T open(String column, String path, Function<Path, T> opener) {
    try {
      return opener.apply(files.localise(new Path(path)));
    } catch (LatentmillException e) {
      FailureKind kind = e.kind() == FailureKind.MODEL ? FailureKind.USER : e.kind();
      throw new LatentmillException(kind, message(column, path, e), e);
    } catch (IllegalArgumentException e) {
      throw new LatentmillException(FailureKind.USER, message(column, path, e), e);
    }
  }

  private static String message(String column, String path, RuntimeException cause) {
    return "%s %s: %s".formatted(column, path, OneLine.of(cause));
  }
}
