package io.latentmill.job.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.bits.ProgramVersion;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.torch.ComputeType;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * How an output was made: {@code _latentmill/run.json}, written by its first run. Its fingerprint
 * is what decides the output's bytes; a later run whose fingerprint differs is refused, with what
 * differs. Where the model lies is no part of that, its digests are; it stands there for commands
 * that run rows again.
 *
 * @param output its folder, qualified
 * @param body of the file
 */
public record RunRecord(Path output, byte[] body) {
  static final String NAME = "run.json";

  /** Where it lies in the output, beside the ledger's own objects. */
  static final String FOLDER = "_latentmill";

  /** Raised when the same plan and model would give other pixels than before. */
  private static final int NUMERICS = 1;

  private static final String LICENCE = "model-licence";

  private static final String FINGERPRINT = "fingerprint";
  private static final String MODELS = "models";

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** What a run would write. */
  static RunRecord of(
      Path output, RunOptions options, ModelFacts model, Configuration configuration) {
    ObjectNode file = MAPPER.createObjectNode();
    file.put("version", ProgramVersion.TEXT);
    file.put("prompts", options.prompts().path());
    model.licence().ifPresent(licence -> file.put(LICENCE, licence));
    ObjectNode pipeline = file.putObject("pipeline");
    PipelineSpec spec = options.pipeline().qualified(configuration);
    spec.paths().forEach(pipeline::put);
    if (!options.models().isEmpty()) {
      ObjectNode models = pipeline.putObject(MODELS);
      options
          .qualified(configuration)
          .models()
          .forEach((name, other) -> models.put(name, other.model()));
    }
    RecordedCuration.putPaths(options.curation(), configuration, file);
    ObjectNode fingerprint = file.putObject(FINGERPRINT);
    fingerprint.put("numerics", NUMERICS);
    put(fingerprint.putObject("model"), model);
    if (!model.others().isEmpty()) {
      ObjectNode models = fingerprint.putObject(MODELS);
      model.others().forEach((name, other) -> put(models.putObject(name), other));
    }
    RecordedCuration.putDigests(options.curation(), configuration, fingerprint);
    ObjectNode settings = fingerprint.putObject("options");
    RecordedOptions.text(options).forEach(settings::put);
    try {
      return new RunRecord(output, MAPPER.writeValueAsBytes(file));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode node, ModelFacts model) {
    node.put("name", model.name());
    node.put("sha256", model.sha256());
    ObjectNode files = node.putObject("files");
    model.files().forEach(digest -> files.put(digest.name(), digest.sha256()));
  }

  /** The record of a folder; empty if it is no output. */
  static Optional<RunRecord> find(Path output, Configuration configuration) {
    Path path = new Path(output, FOLDER + "/" + NAME);
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      return Optional.of(new RunRecord(output, in.readAllBytes()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LatentmillException(
          FailureKind.RESOURCE, "Cannot read %s: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** Whether a folder is an output. */
  public static boolean isOutput(Path folder, Configuration configuration) {
    return find(folder, configuration).isPresent();
  }

  /**
   * Reads an output's record.
   *
   * @param operation for messages: {@code verify}
   * @throws LatentmillException (user) if there is no such output
   */
  public static RunRecord read(String operation, String output, Configuration configuration) {
    Path path = HeldOutput.qualified(output, configuration);
    StoreProbe.check(List.of(new GivenPath("output", output)), configuration);
    return find(path, configuration)
        .orElseThrow(
            () ->
                LatentmillException.user(
                    "Cannot %s %s: it is no output of latentmill", operation, path));
  }

  /**
   * Holds what a run would write against this.
   *
   * @throws LatentmillException (user) naming what differs
   */
  void check(RunRecord ours) {
    JsonNode there = json().path(FINGERPRINT);
    List<String> differences =
        JsonDifferences.of(
            RecordedOptions.comparable(there, there),
            RecordedOptions.comparable(ours.json().path(FINGERPRINT), there));
    if (!differences.isEmpty()) {
      throw LatentmillException.user(
          "Cannot go on with %s: it was made with other settings: %s",
          output, String.join(", ", differences));
    }
  }

  /** The options of the run that began the output; how to run now is the caller's. */
  RunOptions options(RunOptions.DeviceChoice device, RunOptions.Exclusion exclusion) {
    JsonNode settings = settings();
    return new RunOptions(
        RunOptions.Prompts.of(json().path("prompts").asText()),
        output.toString(),
        pipeline(),
        models(),
        RecordedOptions.data(settings),
        RecordedCuration.read(json(), settings),
        RecordedOptions.sizes(settings),
        new RunOptions.Execution(device, threads(), OptionalLong.empty(), exclusion, false));
  }

  private PipelineSpec pipeline() {
    Map<String, String> paths = new HashMap<>();
    json()
        .path("pipeline")
        .fields()
        .forEachRemaining(it -> paths.put(it.getKey(), it.getValue().textValue()));
    return PipelineSpec.of(paths, RecordedOptions.type(settings()));
  }

  private Map<String, PipelineSpec> models() {
    Map<String, PipelineSpec> models = new TreeMap<>();
    ComputeType type = RecordedOptions.type(settings()).orElse(null);
    json()
        .path("pipeline")
        .path(MODELS)
        .fields()
        .forEachRemaining(
            it ->
                models.put(
                    it.getKey(), new PipelineSpec(it.getValue().asText(), null, null, type)));
    return models;
  }

  /** Digests of the models that rows may name, by their names. */
  SortedMap<String, String> otherModels() {
    SortedMap<String, String> digests = new TreeMap<>();
    json()
        .path(FINGERPRINT)
        .path(MODELS)
        .fields()
        .forEachRemaining(it -> digests.put(it.getKey(), it.getValue().path("sha256").asText()));
    return digests;
  }

  /** The batch size of the first run, which plans of that time do not repeat. */
  int batchSize() {
    return RecordedOptions.batchSize(settings());
  }

  /** Of the first run; empty of outputs that do not say. */
  public OptionalInt threads() {
    return RecordedOptions.threads(settings());
  }

  /** Of images as synthetic. */
  Marking marking() {
    return RecordedOptions.marking(settings());
  }

  /** The model's, as its card named it when the output was begun; empty of older outputs too. */
  Optional<String> licence() {
    return Optional.ofNullable(json().path(LICENCE).textValue());
  }

  /** Name of the model, as metadata and images say it. */
  String modelName() {
    return json().path(FINGERPRINT).path("model").path("name").asText();
  }

  /** Digest of the model's files. */
  String modelSha256() {
    return json().path(FINGERPRINT).path("model").path("sha256").asText();
  }

  private JsonNode settings() {
    return json().path(FINGERPRINT).path("options");
  }

  private JsonNode json() {
    try {
      return MAPPER.readTree(body);
    } catch (IOException e) {
      throw LatentmillException.user("Cannot read run.json of %s: it is not JSON", output);
    }
  }
}
