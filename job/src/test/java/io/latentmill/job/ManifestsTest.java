package io.latentmill.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The examples for Kubernetes, held against the schema of the operator that is to read them. */
class ManifestsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("latentmill.root")).resolve("deploy/kubernetes");

  @Test
  void oneRunIsWhatTheOperatorReads() throws IOException {
    assertThat(CustomResource.sparkApplication().faults(read("generate.yaml"))).isEmpty();
  }

  @Test
  void aNightlyRunIsWhatTheOperatorReads() throws IOException {
    assertThat(CustomResource.scheduledSparkApplication().faults(read("nightly.yaml"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"volcano", "kueue", "spot", "cpu"})
  void soIsOneRunWithAPatch(String patch) throws IOException {
    JsonNode run = read("generate.yaml");
    JsonNode patched = merged(run.deepCopy(), read("patches/%s.yaml".formatted(patch)));
    assertThat(patched).isNotEqualTo(run);
    assertThat(CustomResource.sparkApplication().faults(patched)).isEmpty();
  }

  @Test
  void aMistakeIsFound() throws IOException {
    JsonNode run = read("generate.yaml");
    ((ObjectNode) run.at("/spec/executor")).put("instances", "8").put("memmory", "8g");
    ((ObjectNode) run.path("spec")).put("mode", "local").remove("sparkVersion");
    assertThat(CustomResource.sparkApplication().faults(run))
        .containsExactlyInAnyOrder(
            "/spec: has no sparkVersion",
            "/spec/mode: \"local\" is not allowed",
            "/spec/executor/instances: \"8\" is no integer",
            "/spec/executor/memmory: is unknown");
  }

  @Test
  void endWellThoughRowsFailAndBadlyOnlySoOften() throws IOException {
    JsonNode run = read("generate.yaml").path("spec");
    JsonNode nightly = read("nightly.yaml").at("/spec/template");
    for (JsonNode spec : new JsonNode[] {run, nightly}) {
      assertThat(spec.path("arguments")).extracting(JsonNode::asText).contains("--failed-rows-ok");
    }
    assertThat(run.at("/restartPolicy/onFailureRetries").asInt()).isBetween(1, 9);
    assertThat(nightly.at("/restartPolicy/type").asText()).isEqualTo("Never");
  }

  private static JsonNode read(String file) throws IOException {
    return new ObjectMapper().valueToTree(new Yaml().load(Files.readString(FOLDER.resolve(file))));
  }

  /** A merge patch, as kubectl applies it. */
  private static JsonNode merged(JsonNode target, JsonNode patch) {
    patch
        .fields()
        .forEachRemaining(
            field -> {
              ObjectNode object = (ObjectNode) target;
              if (field.getValue().isNull()) {
                object.remove(field.getKey());
              } else if (field.getValue().isObject()) {
                object.set(
                    field.getKey(),
                    merged(object.withObject("/" + field.getKey()), field.getValue()));
              } else {
                object.set(field.getKey(), field.getValue());
              }
            });
    return target;
  }
}
