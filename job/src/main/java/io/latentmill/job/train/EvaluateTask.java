package io.latentmill.job.train;

import io.latentmill.udf.bits.Sha256;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.PipelineCache;
import io.latentmill.udf.sql.TaskDevice;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.training.adapter.DenoisingLoss;
import io.latentmill.udf.training.adapter.DenoisingLossSettings;
import io.latentmill.udf.training.adapter.Example;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** Asks for the losses of a partition's examples. One that cannot be read is a row too. */
record EvaluateTask(
    PipelineSpec pipeline,
    boolean cpuOnly,
    int threads,
    DenoisingLossSettings settings,
    SerializableConfiguration configuration)
    implements FlatMapFunction<Iterator<ExampleRow>, Row> {
  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("image_sha256", DataTypes.StringType)
          .add("caption", DataTypes.StringType)
          .add("denoising_loss", DataTypes.DoubleType)
          .add("denoising_loss_bands", DataTypes.createArrayType(DataTypes.DoubleType, false))
          .add("error", DataTypes.StringType);

  @Override
  public Iterator<Row> call(Iterator<ExampleRow> rows) {
    if (!rows.hasNext()) {
      return Collections.emptyIterator();
    }
    Torch.useThreads(threads);
    TaskDevice device = TaskDevice.of(TaskContext.get(), cpuOnly);
    Networks networks = PipelineCache.get(pipeline, device, configuration.value()).networks();
    DenoisingLoss loss = new DenoisingLoss(networks, settings);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> loss.close());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        return row(loss, rows.next());
      }
    };
  }

  private Row row(DenoisingLoss loss, ExampleRow row) {
    try {
      byte[] image = ExampleImages.bytes(row.image(), configuration.value());
      Example example =
          new Example(
              ExampleImages.decoded(row.image(), image),
              row.caption(),
              Optional.empty(),
              row.weight());
      double[] bands = loss.of(example);
      return RowFactory.create(
          id(row),
          Sha256.hex(image),
          row.caption(),
          Arrays.stream(bands).average().orElseThrow(),
          Arrays.stream(bands).boxed().toArray(Double[]::new),
          null);
    } catch (LatentmillException e) {
      return RowFactory.create(id(row), null, row.caption(), null, null, e.getMessage());
    }
  }

  /** The table's, or else the image's path. */
  private static String id(ExampleRow row) {
    return row.id() == null ? row.image().path() : row.id();
  }
}
