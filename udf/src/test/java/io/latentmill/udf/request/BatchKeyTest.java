package io.latentmill.udf.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentmill.udf.request.GenerationRequest.Conditioning;
import io.latentmill.udf.request.GenerationRequest.Guidance;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every component of a request is either what the rows of a batch share, or every row's own. */
class BatchKeyTest {
  private static final ImageSource IMAGE = new ImageSource.Stored("a.png");
  private static final ControlNetUse USE = new ControlNetUse("canny", IMAGE, 0.7, 0, 0.5);
  private static final Optional<PixelPair> PAIR = Optional.of(new PixelPair(16, 8));
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
          PromptSyntax.PLAIN,
          Optional.empty(),
          Optional.empty(),
          MicroConditioning.none(),
          Optional.empty(),
          Optional.empty());

  /** Another value of a component, and the column that it comes from. */
  private record Other(RequestColumn column, Object value) {}

  /** Another value of every component. Those that are records themselves are taken apart. */
  private static final Map<String, Other> OTHERS =
      Map.ofEntries(
          Map.entry("id", new Other(RequestColumn.ID, "b")),
          Map.entry("prompt", new Other(RequestColumn.PROMPT, "a circle")),
          Map.entry("negativePrompt", new Other(RequestColumn.NEGATIVE_PROMPT, Optional.empty())),
          Map.entry("seed", new Other(RequestColumn.SEED, 2L)),
          Map.entry("size.width", new Other(RequestColumn.WIDTH, 128)),
          Map.entry("size.height", new Other(RequestColumn.HEIGHT, 128)),
          Map.entry("steps", new Other(RequestColumn.STEPS, 13)),
          Map.entry("guidance.scale", new Other(RequestColumn.GUIDANCE_SCALE, 4.0)),
          Map.entry("guidance.rescale", new Other(RequestColumn.GUIDANCE_RESCALE, 0.0)),
          Map.entry("guidance.start", new Other(RequestColumn.GUIDANCE_START, 0.2)),
          Map.entry("guidance.end", new Other(RequestColumn.GUIDANCE_END, 0.8)),
          Map.entry(
              "sampling.name", new Other(RequestColumn.SAMPLER, Optional.of(SamplerName.EULER))),
          Map.entry("sampling.options", new Other(RequestColumn.SAMPLER_OPTIONS, Map.of())),
          Map.entry("sampling.eta", new Other(RequestColumn.ETA, 0.5)),
          Map.entry("clipSkip", new Other(RequestColumn.CLIP_SKIP, OptionalInt.empty())),
          Map.entry(
              "conditioning.initImage",
              new Other(RequestColumn.INIT_IMAGE, Optional.of(new ImageSource.Stored("b.png")))),
          Map.entry(
              "conditioning.maskImage",
              new Other(RequestColumn.MASK_IMAGE, Optional.of(new ImageSource.Stored("b.png")))),
          Map.entry("conditioning.strength", new Other(RequestColumn.STRENGTH, 0.7)),
          Map.entry("conditioning.imageScale", new Other(RequestColumn.IMAGE_GUIDANCE_SCALE, 2.0)),
          Map.entry(
              "conditioning.ipAdapters",
              new Other(RequestColumn.IP_ADAPTERS, List.of(new IpAdapterUse("plus", IMAGE, 0.5)))),
          Map.entry(
              "conditioning.t2iAdapters",
              new Other(
                  RequestColumn.T2I_ADAPTERS, List.of(new T2iAdapterUse("canny", IMAGE, 1, 0.5)))),
          Map.entry(
              "controlnets",
              new Other(
                  RequestColumn.CONTROLNETS,
                  List.of(new ControlNetUse("depth", IMAGE, 0.7, 0, 0.5)))),
          Map.entry("loras", new Other(RequestColumn.LORAS, List.of())),
          Map.entry("embeddings", new Other(RequestColumn.EMBEDDINGS, List.of())),
          Map.entry("secondPrompt", new Other(RequestColumn.PROMPT_2, Optional.of("a tree"))),
          Map.entry(
              "secondNegativePrompt",
              new Other(RequestColumn.NEGATIVE_PROMPT_2, Optional.of("grey"))),
          Map.entry("micro.originalSize", new Other(RequestColumn.ORIGINAL_SIZE, PAIR)),
          Map.entry("micro.crops", new Other(RequestColumn.CROPS, PAIR)),
          Map.entry("micro.targetSize", new Other(RequestColumn.TARGET_SIZE, PAIR)),
          Map.entry(
              "micro.negativeOriginalSize", new Other(RequestColumn.NEGATIVE_ORIGINAL_SIZE, PAIR)),
          Map.entry("micro.negativeCrops", new Other(RequestColumn.NEGATIVE_CROPS, PAIR)),
          Map.entry(
              "micro.negativeTargetSize", new Other(RequestColumn.NEGATIVE_TARGET_SIZE, PAIR)),
          Map.entry(
              "micro.aestheticScore", new Other(RequestColumn.AESTHETIC_SCORE, Optional.of(5.0))),
          Map.entry(
              "micro.negativeAestheticScore",
              new Other(RequestColumn.NEGATIVE_AESTHETIC_SCORE, Optional.of(5.0))),
          Map.entry("denoisingEnd", new Other(RequestColumn.DENOISING_END, Optional.of(0.7))),
          Map.entry("model", new Other(RequestColumn.MODEL, Optional.of("anime"))),
          Map.entry("promptSyntax", new Other(RequestColumn.PROMPT_SYNTAX, PromptSyntax.LONG)));

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
    Other other = OTHERS.get(component);
    BatchKey key = BatchKey.of(ROW);
    BatchKey changed = BatchKey.of(with(ROW, component, other.value()));

    boolean shared = other.column().sharing().whole();
    assertThat(!changed.equals(key)).isEqualTo(shared);
    assertThat(!changed.toString().equals(key.toString())).isEqualTo(shared);
  }

  /** All columns but one make a component: a plan has made the images' requests out of that. */
  @Test
  void everyColumnReachesAComponent() {
    assertThat(OTHERS.values().stream().map(Other::column))
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(RequestColumn.NUM_IMAGES)));
  }

  @Test
  void everyPartIsOfAColumn() {
    assertThat(Arrays.stream(RequestColumn.values()).flatMap(it -> it.sharing().part().stream()))
        .hasSameElementsAs(BatchPart.ALL);
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
