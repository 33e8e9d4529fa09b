package io.latentmill.udf.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationRequest.Conditioning;
import io.latentmill.udf.request.GenerationRequest.Guidance;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every component of a request is either what the rows of a batch share, or every row's own. */
class BatchKeyTest {
  private static final ImageSource IMAGE = new ImageSource.Stored("a.png");
  private static final ControlNetUse USE = new ControlNetUse("canny", IMAGE, 0.7, 0, 0.5);
  private static final GenerationRequest ROW =
      new GenerationRequest(
          "a",
          "a star",
          Optional.of("blurry"),
          1,
          new ImageSize(64, 64),
          12,
          new Guidance(3, 0.5, 0.1, 0.9),
          new Sampling(Optional.of(SamplerName.DDIM), Map.of("steps_offset", "1"), 0.25),
          OptionalInt.of(1),
          new Conditioning(Optional.of(IMAGE), Optional.of(IMAGE), 0.6),
          List.of(USE),
          List.of(new Lora("style", 1)),
          List.of(new Embedding("cat", "<cat>")),
          PromptSyntax.PLAIN);

  /** Another value of every component. Those that are records themselves are taken apart. */
  private static final Map<String, Object> OTHERS =
      Map.ofEntries(
          Map.entry("id", "b"),
          Map.entry("prompt", "a circle"),
          Map.entry("negativePrompt", Optional.empty()),
          Map.entry("seed", 2L),
          Map.entry("size.width", 128),
          Map.entry("size.height", 128),
          Map.entry("steps", 13),
          Map.entry("guidance.scale", 4.0),
          Map.entry("guidance.rescale", 0.0),
          Map.entry("guidance.start", 0.2),
          Map.entry("guidance.end", 0.8),
          Map.entry("sampling.name", Optional.of(SamplerName.EULER)),
          Map.entry("sampling.options", Map.of()),
          Map.entry("sampling.eta", 0.5),
          Map.entry("clipSkip", OptionalInt.empty()),
          Map.entry("conditioning.initImage", Optional.of(new ImageSource.Stored("b.png"))),
          Map.entry("conditioning.maskImage", Optional.of(new ImageSource.Stored("b.png"))),
          Map.entry("conditioning.strength", 0.7),
          Map.entry("controlnets", List.of(new ControlNetUse("depth", IMAGE, 0.7, 0, 0.5))),
          Map.entry("loras", List.of()),
          Map.entry("embeddings", List.of()),
          Map.entry("promptSyntax", PromptSyntax.LONG));

  private static final Set<String> SHARED =
      Set.of(
          "size.width",
          "size.height",
          "steps",
          "guidance.start",
          "guidance.end",
          "sampling.name",
          "sampling.options",
          "sampling.eta",
          "conditioning.strength",
          "controlnets",
          "loras");

  static List<String> components() {
    return components(GenerationRequest.class, "");
  }

  private static List<String> components(Class<?> type, String prefix) {
    List<String> paths = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String path = prefix + component.getName();
      paths.addAll(
          component.getType().isRecord()
              ? components(component.getType(), path + ".")
              : List.of(path));
    }
    return paths;
  }

  @ParameterizedTest
  @MethodSource("components")
  void everyComponentIsSharedOrPerRow(String component) throws ReflectiveOperationException {
    assertThat(OTHERS).containsKey(component);
    BatchKey key = BatchKey.of(ROW);
    BatchKey other = BatchKey.of(with(ROW, component, OTHERS.get(component)));

    assertThat(!other.equals(key)).isEqualTo(SHARED.contains(component));
    assertThat(!other.toString().equals(key.toString())).isEqualTo(SHARED.contains(component));
  }

  @Test
  void whetherThereIsGuidanceIsShared() throws ReflectiveOperationException {
    GenerationRequest unguided = with(ROW, "guidance.scale", 1.0);

    assertThat(BatchKey.of(unguided)).isNotEqualTo(BatchKey.of(ROW));
    assertThat(BatchKey.of(with(unguided, "guidance.start", 0.3))).isEqualTo(BatchKey.of(unguided));
  }

  @Test
  void whetherThereAreImagesIsShared() throws ReflectiveOperationException {
    GenerationRequest unmasked = with(ROW, "conditioning.maskImage", Optional.empty());
    GenerationRequest fromNoise = with(unmasked, "conditioning.initImage", Optional.empty());

    assertThat(BatchKey.of(unmasked)).isNotEqualTo(BatchKey.of(ROW));
    assertThat(BatchKey.of(fromNoise)).isNotEqualTo(BatchKey.of(unmasked));
    assertThat(BatchKey.of(with(fromNoise, "conditioning.strength", 0.1)))
        .isEqualTo(BatchKey.of(fromNoise));
  }

  @Test
  void aHintIsTheRowsOwn() throws ReflectiveOperationException {
    ControlNetUse other = new ControlNetUse("canny", new ImageSource.Stored("b.png"), 0.7, 0, 0.5);

    assertThat(BatchKey.of(with(ROW, "controlnets", List.of(other)))).isEqualTo(BatchKey.of(ROW));
  }

  private static GenerationRequest with(GenerationRequest row, String path, Object value)
      throws ReflectiveOperationException {
    return (GenerationRequest) changed(row, List.of(path.split("\\.")), value);
  }

  private static Object changed(Object record, List<String> path, Object value)
      throws ReflectiveOperationException {
    if (path.isEmpty()) {
      return value;
    }
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Object old = components[i].getAccessor().invoke(record);
      boolean meant = components[i].getName().equals(path.get(0));
      values[i] = meant ? changed(old, path.subList(1, path.size()), value) : old;
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    return record.getClass().getDeclaredConstructor(types).newInstance(values);
  }
}
