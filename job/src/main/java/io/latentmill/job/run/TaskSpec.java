package io.latentmill.job.run;

import io.latentmill.job.curation.Curation;
import io.latentmill.job.curation.KeepRule;
import io.latentmill.job.plan.ChunkPlan;
import io.latentmill.job.plan.Plan;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.job.sink.metadata.ExtraColumns;
import io.latentmill.job.sink.metadata.MetadataOptions;
import io.latentmill.job.sink.metadata.MetadataSchema;
import io.latentmill.job.sink.metadata.ModelIdentity;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.request.GenerationRequest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * What every task of a run needs to know; travels to the executors.
 *
 * @param model the run's own
 * @param others those that rows may name, by their names
 * @param quality of lossy images, 1..100
 * @param marking of images as synthetic
 * @param batchSize rows that a network sees at once
 * @param threads of an operation on the CPU
 * @param cpuOnly whether to leave GPUs alone
 * @param curation what is done with images once they are made
 * @param keep which of them are kept
 */
public record TaskSpec(
    TaskModel model,
    TreeMap<String, TaskModel> others,
    MetadataSchema metadata,
    TreeSet<SinkFormat> formats,
    ImageFormat image,
    int quality,
    Marking marking,
    int batchSize,
    int threads,
    boolean cpuOnly,
    Curation curation,
    KeepRule keep)
    implements Serializable {

  /**
   * Puts it together.
   *
   * @param spark reads the rule by which images are kept
   * @param chunk whose rows are to come
   * @param firstBatchSize of the output's first run, for plans that do not say their own
   */
  static TaskSpec of(
      SparkSession spark,
      RunOptions options,
      ModelFacts model,
      Plan plan,
      ChunkPlan chunk,
      int firstBatchSize) {
    RunOptions.Data data = options.data();
    MetadataSchema metadata = metadata(options, model, plan.schema(chunk));
    TreeMap<String, TaskModel> others = new TreeMap<>();
    model
        .others()
        .forEach(
            (name, other) -> others.put(name, TaskModel.of(options.models().get(name), other)));
    return new TaskSpec(
        TaskModel.of(options.pipeline(), model),
        others,
        metadata,
        new TreeSet<>(data.formats()),
        data.image(),
        data.quality().orElse(ImageEncoder.DEFAULT_QUALITY),
        data.marking().orElseThrow(),
        plan.batchSize(chunk).orElse(firstBatchSize),
        options.execution().threads().orElseThrow(),
        options.execution().device() == RunOptions.DeviceChoice.CPU,
        options.curation(),
        KeepRule.of(spark, options.curation().selection(), metadata.columns()));
  }

  /** What the metadata of a plan looks like. */
  static MetadataSchema metadata(RunOptions options, ModelFacts model, StructType plan) {
    Curation curation = options.curation();
    TreeMap<String, ModelIdentity> others = new TreeMap<>();
    model.others().forEach((name, other) -> others.put(name, other.identity()));
    return MetadataSchema.of(
        plan,
        new MetadataOptions(
            options.data().image(),
            options.data().latents(),
            model.identity(),
            others,
            new ExtraColumns(
                new ArrayList<>(curation.scoring().columns()),
                curation.selection().wanted(),
                model.licence().orElse(null))));
  }

  /** The model of a row. */
  TaskModel model(GenerationRequest row) {
    return row.model().map(others::get).orElse(model);
  }

  Set<SinkFormat> formatSet() {
    return Set.copyOf(formats);
  }
}
