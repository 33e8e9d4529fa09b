package io.latentmill.job.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.job.sink.SinkFormat;
import io.latentmill.udf.image.ImageFormat;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.torch.ComputeType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The options that decide an output's bytes, by their names on the command line, as {@link
 * RunRecord} keeps them: each is written and read here.
 */
final class RecordedOptions {
  private static final String FORMAT = "format";
  private static final String IMAGE_FORMAT = "image-format";
  private static final String QUALITY = "quality";
  private static final String LATENTS = "latents";
  private static final String BATCH_SIZE = "batch-size";
  private static final String SHARD_ROWS = "shard-rows";
  private static final String SHARD_BYTES = "shard-bytes";
  private static final String CHUNK_ROWS = "chunk-rows";
  private static final String MAX_PIXELS = "max-pixels";
  private static final String DTYPE = "dtype";
  private static final String THREADS = "threads";
  private static final String MARK = "mark";

  /** The dtype of runs that leave it to their devices. */
  private static final String BY_DEVICE = "by device";

  /** Sizes are each plan increment's own: new rows may be cut otherwise than old ones. */
  private static final List<String> SIZES =
      List.of(BATCH_SIZE, SHARD_ROWS, SHARD_BYTES, CHUNK_ROWS, MAX_PIXELS);

  private RecordedOptions() {}

  /** As they are written. */
  static Map<String, String> text(RunOptions options) {
    Map<String, String> settings = new TreeMap<>();
    RunOptions.Data data = options.data();
    settings.put(
        FORMAT,
        String.join(",", new TreeSet<>(data.formats().stream().map(f -> f.label()).toList())));
    settings.put(IMAGE_FORMAT, data.image().label());
    data.quality().ifPresent(quality -> settings.put(QUALITY, String.valueOf(quality)));
    settings.put(LATENTS, String.valueOf(data.latents()));
    data.marking().ifPresent(marking -> settings.put(MARK, marking.label()));
    settings.putAll(RecordedCuration.text(options.curation()));
    RunOptions.Sizes size = options.size();
    settings.put(BATCH_SIZE, String.valueOf(size.batchSize()));
    settings.put(SHARD_ROWS, String.valueOf(size.shardRows()));
    settings.put(SHARD_BYTES, String.valueOf(size.shardBytes()));
    settings.put(CHUNK_ROWS, String.valueOf(size.chunkRows()));
    settings.put(MAX_PIXELS, String.valueOf(size.maxPixels()));
    String dtype =
        options.pipeline().type() == null ? BY_DEVICE : options.pipeline().type().label();
    settings.put(DTYPE, dtype);
    options
        .execution()
        .threads()
        .ifPresent(number -> settings.put(THREADS, String.valueOf(number)));
    return settings;
  }

  static RunOptions.Data data(JsonNode settings) {
    Set<SinkFormat> formats =
        Arrays.stream(settings.path(FORMAT).asText().split(","))
            .map(SinkFormat::ofLabel)
            .collect(Collectors.toSet());
    return new RunOptions.Data(
        formats,
        ImageFormat.ofLabel(settings.path(IMAGE_FORMAT).asText()),
        number(settings, QUALITY),
        settings.path(LATENTS).asBoolean(),
        Optional.empty(),
        Optional.of(marking(settings)));
  }

  static RunOptions.Sizes sizes(JsonNode settings) {
    return new RunOptions.Sizes(
        batchSize(settings),
        settings.path(SHARD_ROWS).asInt(),
        settings.path(SHARD_BYTES).asLong(),
        settings.path(CHUNK_ROWS).asInt(),
        settings.path(MAX_PIXELS).asLong());
  }

  static int batchSize(JsonNode settings) {
    return settings.path(BATCH_SIZE).asInt();
  }

  /** Empty of runs that leave it to their devices. */
  static Optional<ComputeType> type(JsonNode settings) {
    String dtype = settings.path(DTYPE).asText();
    return dtype.equals(BY_DEVICE) ? Optional.empty() : Optional.of(ComputeType.ofLabel(dtype));
  }

  /** Outputs that do not say were made before there was one. */
  static Marking marking(JsonNode settings) {
    return Marking.ofLabel(settings.path(MARK).asText(Marking.NONE.label()));
  }

  /** Empty of outputs that do not say. */
  static OptionalInt threads(JsonNode settings) {
    return number(settings, THREADS);
  }

  private static OptionalInt number(JsonNode settings, String name) {
    JsonNode number = settings.path(name);
    return number.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(number.asInt());
  }

  /**
   * A fingerprint without what may differ: sizes, and the threads where the output says nothing of
   * them, as outputs of before do; and with the marking, which these do not name either.
   */
  static JsonNode comparable(JsonNode fingerprint, JsonNode there) {
    JsonNode comparable = fingerprint.deepCopy();
    if (comparable.path("options") instanceof ObjectNode options) {
      List<String> left = new ArrayList<>(SIZES);
      if (!there.path("options").has(THREADS)) {
        left.add(THREADS);
      }
      options.remove(left);
      options.put(MARK, marking(options).label());
    }
    return comparable;
  }
}
