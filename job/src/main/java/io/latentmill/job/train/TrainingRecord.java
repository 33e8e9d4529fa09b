package io.latentmill.job.train;

import io.latentmill.job.sink.commit.OutputFileSystem;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.training.adapter.AdapterSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * {@code _latentmill/training.txt}: the settings and the base model of an output, which all its
 * runs share.
 */
record TrainingRecord(Path output, String text) {
  static final String FILE = "_latentmill/training.txt";

  static TrainingRecord of(Path output, AdapterSettings settings, PipelineSpec pipeline) {
    return new TrainingRecord(output, settings + "\n" + pipeline + "\n");
  }

  private Path file() {
    return new Path(output, FILE);
  }

  /**
   * Holds an output that is there against these settings.
   *
   * @throws LatentmillException (user) if it is something else, or was made with others
   */
  void check(Configuration configuration) {
    try {
      FileSystem files = OutputFileSystem.of(output, configuration);
      if (files.exists(file())) {
        try (FSDataInputStream in = files.open(file())) {
          String there = new String(in.readAllBytes(), StandardCharsets.UTF_8);
          if (!there.equals(text)) {
            throw LatentmillException.user(
                "Cannot go on in %s: it was made with other settings: %s",
                output, there.replace('\n', ' ').strip());
          }
        }
      } else if (files.exists(output) && files.listStatus(output).length > 0) {
        throw LatentmillException.user(
            "Cannot write to %s: it is not empty, and no output of train", output);
      }
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot read %s: %s".formatted(file(), e.getMessage()), e);
    }
  }

  void write(Configuration configuration) throws IOException {
    FileSystem files = OutputFileSystem.of(output, configuration);
    if (!files.exists(file())) {
      try (OutputStream stream = files.create(file(), true)) {
        stream.write(text.getBytes(StandardCharsets.UTF_8));
      }
    }
  }
}
