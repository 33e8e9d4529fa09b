package io.latentmill.job.run;

import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.plan.PlanOptions;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What a run is to do, as its options say. Part of it decides the bytes of the output: that is the
 * fingerprint.
 *
 * @param prompts the prompt table, on any Hadoop FileSystem
 * @param output the data set's folder, on any Hadoop FileSystem
 * @param pipeline which model, in which dtype
 * @param device {@code auto}: the task's GPU, else the CPU; {@code cpu}: the CPU whatever Spark
 *     assigned
 * @param data the shape of the output
 * @param size of batches, shards and chunks
 * @param maxFailures failed rows at which the run gives up; empty: none
 * @param exclusion how other runs are kept out
 * @param reading what the prompt table may hold
 * @param threads of an operation on the CPU; empty: see {@link Threads}
 * @param failedRowsOk whether a finished run with failed rows ends like one without
 */
public record RunOptions(
    String prompts,
    String output,
    PipelineSpec pipeline,
    DeviceChoice device,
    Data data,
    Sizes size,
    OptionalLong maxFailures,
    Exclusion exclusion,
    Reading reading,
    OptionalInt threads,
    boolean failedRowsOk) {

  /** Of a run that reads its table in the ordinary way, with as many threads as there are. */
  public RunOptions(
      String prompts,
      String output,
      PipelineSpec pipeline,
      DeviceChoice device,
      Data data,
      Sizes size,
      OptionalLong maxFailures,
      Exclusion exclusion) {
    this(
        prompts,
        output,
        pipeline,
        device,
        data,
        size,
        maxFailures,
        exclusion,
        Reading.DEFAULTS,
        OptionalInt.empty(),
        false);
  }

  /** The same with a number of threads. */
  RunOptions withThreads(int number) {
    return new RunOptions(
        prompts,
        output,
        pipeline,
        device,
        data,
        size,
        maxFailures,
        exclusion,
        reading,
        OptionalInt.of(number),
        failedRowsOk);
  }

  /** The same with another pipeline. */
  RunOptions withPipeline(PipelineSpec other) {
    return new RunOptions(
        prompts,
        output,
        other,
        device,
        data,
        size,
        maxFailures,
        exclusion,
        reading,
        threads,
        failedRowsOk);
  }

  /** The same where failed rows are no failure, or are one. */
  RunOptions withFailedRowsOk(boolean ok) {
    return new RunOptions(
        prompts,
        output,
        pipeline,
        device,
        data,
        size,
        maxFailures,
        exclusion,
        reading,
        threads,
        ok);
  }

  public RunOptions {
    if (maxFailures.isPresent() && maxFailures.getAsLong() < 1) {
      throw LatentmillException.user("--max-failures %d is not positive", maxFailures.getAsLong());
    }
    if (threads.isPresent() && threads.getAsInt() < 1) {
      throw LatentmillException.user("--threads %d is not positive", threads.getAsInt());
    }
    paths(prompts, output, pipeline).forEach(GivenPath::refuseMistakes);
  }

  /** Of a run that ends with so many failed rows in the output. */
  public int exitCode(long failedRows) {
    return ExitCode.ofFailedRows(failedRows, failedRowsOk);
  }

  /** All that the run reads or writes, but what rows name. */
  public List<GivenPath> paths() {
    return paths(prompts, output, pipeline);
  }

  private static List<GivenPath> paths(String prompts, String output, PipelineSpec pipeline) {
    List<GivenPath> paths = new ArrayList<>();
    paths.add(new GivenPath("prompt table", prompts));
    paths.add(new GivenPath("output", output));
    add(paths, "model", pipeline.model());
    add(paths, "model-config", pipeline.modelConfig());
    add(paths, "vae", pipeline.vae());
    add(paths, "text-encoder", pipeline.textEncoder());
    return paths;
  }

  private static void add(List<GivenPath> paths, String what, String text) {
    if (text != null) {
      paths.add(new GivenPath(what, text));
    }
  }

  /** An estimate of encoded output: PNG takes two to three bytes a pixel, JPEG and WebP less. */
  private static final double BYTES_PER_PIXEL = 2.5;

  /** How plans are cut. */
  PlanOptions planOptions() {
    return new PlanOptions(
        size.batchSize(),
        size.shardRows(),
        size.shardBytes(),
        size.chunkRows(),
        BYTES_PER_PIXEL * data.formats().size());
  }

  /**
   * What the prompt table may hold.
   *
   * @param strictColumns whether a column that looks like a mistyped one of ours refuses the table
   * @param changed what becomes of rows that have changed since they were planned
   */
  public record Reading(boolean strictColumns, ChangedRows changed) {
    /** Such columns are remarked on, such rows stay as they were planned. */
    public static final Reading DEFAULTS = new Reading(false, ChangedRows.KEEP);
  }

  /** Which device a task takes. */
  public enum DeviceChoice {
    AUTO,
    CPU
  }

  /**
   * The shape of the output.
   *
   * @param formats at least one
   * @param image the encoding of images
   * @param quality of JPEG and WebP, 1..100; empty: the encoder's own default
   * @param latents whether latents are written
   * @param table also write the metadata as a table: {@code delta} or {@code iceberg}
   */
  public record Data(
      Set<SinkFormat> formats,
      ImageFormat image,
      OptionalInt quality,
      boolean latents,
      Optional<String> table) {
    public Data {
      if (formats.isEmpty()) {
        throw LatentmillException.user("--format names no format");
      }
      if (quality.isPresent() && (quality.getAsInt() < 1 || quality.getAsInt() > 100)) {
        throw LatentmillException.user("--quality %d is not in 1..100", quality.getAsInt());
      }
      formats = Set.copyOf(formats);
    }
  }

  /**
   * Sizes of the plan.
   *
   * @param batchSize rows that a network sees at once
   * @param shardRows rows of one file, about
   * @param shardBytes estimated bytes of one file, about
   * @param chunkRows rows that are committed at once, about
   * @param maxPixels the largest image
   */
  public record Sizes(
      int batchSize, int shardRows, long shardBytes, int chunkRows, long maxPixels) {
    public Sizes {
      requirePositive("batch-size", batchSize);
      requirePositive("shard-rows", shardRows);
      requirePositive("shard-bytes", shardBytes);
      requirePositive("chunk-rows", chunkRows);
      requirePositive("max-pixels", maxPixels);
    }

    private static void requirePositive(String option, long value) {
      if (value <= 0) {
        throw LatentmillException.user("--%s %d is not positive", option, value);
      }
    }
  }

  /**
   * How other runs are kept out of the output.
   *
   * @param singleWriter the user's word that nobody else writes, for stores without conditional
   *     writes
   * @param leaseLapse how long a silent run keeps its lease
   * @param patience how long to wait for a lease that another run holds; zero: not at all
   */
  public record Exclusion(boolean singleWriter, Duration leaseLapse, Duration patience) {
    /** Of a store with conditional writes. */
    public static final Exclusion DEFAULTS =
        new Exclusion(false, Duration.ofSeconds(20), Duration.ZERO);

    public Exclusion {
      if (leaseLapse.isZero() || leaseLapse.isNegative()) {
        throw LatentmillException.user("--lease-lapse %s is not positive", leaseLapse);
      }
    }
  }
}
