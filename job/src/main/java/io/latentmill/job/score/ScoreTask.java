package io.latentmill.job.score;

import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.image.ImageFiles;
import io.latentmill.udf.request.ImageSource;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.Scorer;
import io.latentmill.udf.scores.Scores;
import io.latentmill.udf.sql.ScorerCache;
import io.latentmill.udf.sql.TaskDevice;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Scores the images of a partition, a batch at a time. An image that cannot be read is a row too.
 */
final class ScoreTask implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;

  private final ScoreOptions options;
  private final SerializableConfiguration configuration;

  ScoreTask(ScoreOptions options, Configuration configuration) {
    this.options = options;
    this.configuration = new SerializableConfiguration(configuration);
  }

  /** One image of a batch, or what is wrong with it. */
  private record Read(String key, Optional<String> prompt, RgbImage image, String error) {}

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    Configuration hadoop = configuration.value();
    TaskDevice device = TaskDevice.of(TaskContext.get(), options.device() == DeviceChoice.CPU);
    return new Iterator<>() {
      private Iterator<Row> scored = List.<Row>of().iterator();

      @Override
      public boolean hasNext() {
        return scored.hasNext() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (!scored.hasNext()) {
          scored = batch(rows, device, hadoop).iterator();
        }
        return scored.next();
      }
    };
  }

  private List<Row> batch(Iterator<Row> rows, TaskDevice device, Configuration hadoop) {
    List<Read> all = new ArrayList<>();
    while (rows.hasNext() && all.size() < options.batchSize()) {
      all.add(read(rows.next(), hadoop));
    }
    List<Read> whole = all.stream().filter(it -> it.image() != null).toList();
    Iterator<Scores> scores = score(whole, device, hadoop).iterator();
    return all.stream()
        .map(
            it ->
                it.image() == null
                    ? ScoreColumns.failed(it.key(), it.error(), options)
                    : ScoreColumns.row(it.key(), scores.next(), options))
        .toList();
  }

  private List<Scores> score(List<Read> images, TaskDevice device, Configuration hadoop) {
    if (images.isEmpty()) {
      return List.of();
    }
    Scorer scorer = ScorerCache.get(options.models(), device, hadoop);
    synchronized (scorer) {
      return scorer.score(
          images.stream().map(Read::image).toList(), images.stream().map(Read::prompt).toList());
    }
  }

  private Read read(Row row, Configuration hadoop) {
    String key = row.getAs(ScoreInput.KEY);
    Optional<String> prompt = Optional.ofNullable(row.getAs(ScoreInput.PROMPT));
    try {
      return new Read(key, prompt, ImageFiles.read("image", source(row), hadoop), null);
    } catch (LatentmillException e) {
      return new Read(key, prompt, null, e.getMessage());
    }
  }

  private ImageSource source(Row row) {
    byte[] bytes = row.getAs(ScoreInput.BYTES);
    String file = row.getAs(ScoreInput.FILE);
    if (bytes != null) {
      return new ImageSource.Inline(bytes);
    }
    if (file == null) {
      throw LatentmillException.user("image: the row has neither bytes nor a path");
    }
    return new ImageSource.Stored(new Path(new Path(options.input()), file).toString());
  }
}
