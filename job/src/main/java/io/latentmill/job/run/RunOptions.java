package io.latentmill.job.run;

import io.latentmill.job.curation.Curation;
import io.latentmill.job.plan.ChangedRows;
import io.latentmill.job.plan.PlanOptions;
import io.latentmill.job.plan.TablePart;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.ScorerSpec;
import io.latentmill.udf.sql.row.InputRoots;
import io.latentmill.udf.sql.row.ListedRoots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What a run is to do, as its options say. Part of it decides the bytes of the output: that is the
 * fingerprint.
 *
 * @param prompts the prompt table
 * @param output the data set's folder, on any Hadoop FileSystem
 * @param pipeline which model, in which dtype
 * @param models those that rows may name, by their names
 * @param data the shape of the output
 * @param curation what is done with images once they are made
 * @param size of batches, shards and chunks
 * @param execution how it is run
 */
public record RunOptions(
    Prompts prompts,
    String output,
    PipelineSpec pipeline,
    Map<String, PipelineSpec> models,
    Data data,
    Curation curation,
    Sizes size,
    Execution execution) {

  public RunOptions {
    models = Collections.unmodifiableMap(new TreeMap<>(models));
    paths(prompts, output, pipeline, models, curation).forEach(GivenPath::refuseMistakes);
    prompts.roots().forEach(GivenPath::refuseMistakes);
    if (!curation.watermark().isEmpty() && data.image() != ImageFormat.PNG) {
      throw LatentmillException.user(
          "--watermark needs --image-format png: %s does not keep it", data.image().label());
    }
  }

  /** With images as they are made. */
  public RunOptions(
      Prompts prompts,
      String output,
      PipelineSpec pipeline,
      Map<String, PipelineSpec> models,
      Data data,
      Sizes size,
      Execution execution) {
    this(prompts, output, pipeline, models, data, Curation.NONE, size, execution);
  }

  /** Of a run whose rows name no model, with images as they are made. */
  public RunOptions(
      Prompts prompts,
      String output,
      PipelineSpec pipeline,
      Data data,
      Sizes size,
      Execution execution) {
    this(prompts, output, pipeline, Map.of(), data, size, execution);
  }

  /** The same with models by paths that mean the same everywhere. */
  RunOptions qualified(Configuration configuration) {
    Map<String, PipelineSpec> everywhere = new TreeMap<>();
    models.forEach((name, spec) -> everywhere.put(name, spec.qualified(configuration)));
    return new RunOptions(
        prompts,
        output,
        pipeline.qualified(configuration),
        everywhere,
        data,
        curation.at(path -> HeldOutput.qualified(path, configuration).toString()),
        size,
        execution);
  }

  /** The same with another way to run. */
  RunOptions with(Execution other) {
    return new RunOptions(prompts, output, pipeline, models, data, curation, size, other);
  }

  /** The same with another shape of the output. */
  RunOptions with(Data other) {
    return new RunOptions(prompts, output, pipeline, models, other, curation, size, execution);
  }

  /** All that the run reads or writes, but what rows name. */
  public List<GivenPath> paths() {
    return paths(prompts, output, pipeline, models, curation);
  }

  private static List<GivenPath> paths(
      Prompts prompts,
      String output,
      PipelineSpec pipeline,
      Map<String, PipelineSpec> models,
      Curation curation) {
    List<GivenPath> paths = new ArrayList<>();
    paths.add(new GivenPath("prompt table", prompts.path()));
    paths.add(new GivenPath("output", output));
    pipeline.paths().forEach((what, path) -> paths.add(new GivenPath(what, path)));
    models.forEach((name, spec) -> paths.add(new GivenPath("model " + name, spec.model())));
    ScorerSpec scorers = curation.scoring().models();
    scorers.clipPath().ifPresent(path -> paths.add(new GivenPath("clip", path)));
    scorers.aestheticPath().ifPresent(path -> paths.add(new GivenPath("aesthetic", path)));
    scorers.safetyPath().ifPresent(path -> paths.add(new GivenPath("safety", path)));
    return paths;
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
   * The prompt table.
   *
   * @param path on any Hadoop FileSystem
   * @param strictColumns whether a column that looks like a mistyped one of ours refuses the table
   * @param changed what becomes of rows that have changed since they were planned
   * @param inputRoots where the paths of rows may lead; none: to the table's own file system
   * @param part of the table that is planned
   */
  public record Prompts(
      String path,
      boolean strictColumns,
      ChangedRows changed,
      List<String> inputRoots,
      TablePart part) {
    /** Of the whole table. */
    public Prompts(
        String path, boolean strictColumns, ChangedRows changed, List<String> inputRoots) {
      this(path, strictColumns, changed, inputRoots, TablePart.ALL);
    }

    public Prompts {
      inputRoots = List.copyOf(inputRoots);
    }

    /** Such columns are remarked on, such rows stay as they were planned. */
    public static Prompts of(String path) {
      return new Prompts(path, false, ChangedRows.KEEP, List.of());
    }

    private List<GivenPath> roots() {
      return inputRoots.stream().map(root -> new GivenPath("input root", root)).toList();
    }

    /**
     * Where the paths of rows may lead.
     *
     * @throws LatentmillException (user) if there is no file system for a root
     */
    InputRoots rowRoots(Configuration configuration) {
      roots().forEach(root -> root.fileSystem(configuration));
      return inputRoots.isEmpty()
          ? ListedRoots.all(
              new GivenPath("prompt table", path).fileSystem(configuration), configuration)
          : new ListedRoots(inputRoots, configuration);
    }
  }

  /**
   * How a run is run.
   *
   * @param device that a task takes
   * @param threads of an operation on the CPU; empty: see {@link Threads}
   * @param maxFailures failed rows at which the run gives up; empty: none
   * @param exclusion how other runs are kept out
   * @param failedRowsOk whether a finished run with failed rows ends like one without
   */
  public record Execution(
      DeviceChoice device,
      OptionalInt threads,
      OptionalLong maxFailures,
      Exclusion exclusion,
      boolean failedRowsOk) {
    public Execution {
      if (maxFailures.isPresent() && maxFailures.getAsLong() < 1) {
        throw LatentmillException.user(
            "--max-failures %d is not positive", maxFailures.getAsLong());
      }
      if (threads.isPresent() && threads.getAsInt() < 1) {
        throw LatentmillException.user("--threads %d is not positive", threads.getAsInt());
      }
    }

    /** With as many threads as there are, and however many failures. */
    public static Execution of(DeviceChoice device, Exclusion exclusion) {
      return new Execution(device, OptionalInt.empty(), OptionalLong.empty(), exclusion, false);
    }

    /** The same with a number of threads. */
    Execution withThreads(int number) {
      return new Execution(device, OptionalInt.of(number), maxFailures, exclusion, failedRowsOk);
    }

    /** The same where failed rows are no failure, or are one. */
    Execution withFailedRowsOk(boolean ok) {
      return new Execution(device, threads, maxFailures, exclusion, ok);
    }

    /** Of a run that ends with so many failed rows in the output. */
    public int exitCode(long failedRows) {
      return ExitCode.ofFailedRows(failedRows, failedRowsOk);
    }
  }

  /** Which device a task takes. */
  public enum DeviceChoice {
    /** The task's GPU, else the CPU. */
    AUTO,
    /** The CPU, whatever Spark assigned. */
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
   * @param marking of images as synthetic; empty: the output's own
   */
  public record Data(
      Set<SinkFormat> formats,
      ImageFormat image,
      OptionalInt quality,
      boolean latents,
      Optional<String> table,
      Optional<Marking> marking) {
    /** With the output's own marking. */
    public Data(
        Set<SinkFormat> formats,
        ImageFormat image,
        OptionalInt quality,
        boolean latents,
        Optional<String> table) {
      this(formats, image, quality, latents, table, Optional.empty());
    }

    /** The same with a marking. */
    Data withMarking(Marking other) {
      return new Data(formats, image, quality, latents, table, Optional.of(other));
    }

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
