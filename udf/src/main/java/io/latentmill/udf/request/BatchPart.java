package io.latentmill.udf.request;

import io.latentmill.udf.request.GenerationRequest.Sampling;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A thing that all rows of a batch have in common, since the network makes them in one go. Whatever
 * is not among the parts is every row's own: prompts, seeds, guidance scales and rescales,
 * clip_skip and embeddings.
 *
 * @param value what rows must be equal in
 * @param text how it stands in the bucket's text; empty: not at all
 */
public record BatchPart<T>(Function<GenerationRequest, T> value, Function<T, String> text) {
  /** The checkpoint, by its name; empty: the run's own. */
  public static final BatchPart<Optional<String>> MODEL =
      new BatchPart<>(GenerationRequest::model, it -> it.map(name -> "model=" + name).orElse(""));

  /** LoRAs, in the order in which they are merged. */
  public static final BatchPart<List<Lora>> LORAS =
      new BatchPart<>(
          GenerationRequest::loras,
          loras -> "loras=[" + joined(loras, it -> it.path() + "*" + it.scale()) + "]");

  /** The text of {@link #LORAS} in a bucket whose rows may have different ones. */
  public static final String ANY_LORAS = "loras=[any]";

  /** ControlNets; their images are the rows' own. */
  public static final BatchPart<List<Control>> CONTROLS =
      new BatchPart<>(
          Control::of, controls -> "controlnets=[" + joined(controls, Control::text) + "]");

  public static final BatchPart<ImageSize> SIZE =
      new BatchPart<>(GenerationRequest::size, ImageSize::toString);

  public static final BatchPart<Integer> STEPS =
      new BatchPart<>(GenerationRequest::steps, steps -> "steps=" + steps);

  public static final BatchPart<Sampling> SAMPLING =
      new BatchPart<>(GenerationRequest::sampling, BatchPart::sampler);

  /** Empty: from noise alone. The images are the rows' own. */
  public static final BatchPart<Optional<FromImage>> FROM_IMAGE =
      new BatchPart<>(FromImage::of, it -> it.map(FromImage::text).orElse("txt2img"));

  /** Empty: no guidance. The scales are the rows' own. */
  public static final BatchPart<Optional<Guided>> GUIDED =
      new BatchPart<>(Guided::of, it -> it.map(Guided::text).orElse("unguided"));

  /** The share of the noise after which a refiner goes on. */
  public static final BatchPart<Optional<Double>> DENOISING_END =
      new BatchPart<>(
          GenerationRequest::denoisingEnd,
          it -> it.map(share -> "denoising_end=" + share).orElse(""));

  /** IP-Adapters; their images and scales are the rows' own. */
  public static final BatchPart<List<String>> IP_ADAPTERS =
      new BatchPart<>(
          request -> request.conditioning().ipAdapters().stream().map(IpAdapterUse::path).toList(),
          paths -> paths.isEmpty() ? "" : "ip_adapters=[" + joined(paths, it -> it) + "]");

  /** T2I-Adapters; their images and scales are the rows' own. */
  public static final BatchPart<List<T2iAdapter>> T2I_ADAPTERS =
      new BatchPart<>(
          T2iAdapter::of,
          uses ->
              uses.isEmpty()
                  ? ""
                  : "t2i_adapters=[" + joined(uses, it -> it.path() + "@" + it.factor()) + "]");

  /**
   * All parts, ordered by what is dearest to change, so that sorting by the text keeps rows of one
   * adapter set together and switching rare. A new part has no text at its default: what older
   * plans call a bucket stays its name.
   */
  static final List<BatchPart<?>> ALL =
      List.of(
          MODEL,
          LORAS,
          CONTROLS,
          SIZE,
          STEPS,
          SAMPLING,
          FROM_IMAGE,
          GUIDED,
          DENOISING_END,
          IP_ADAPTERS,
          T2I_ADAPTERS);

  /** A ControlNet's use but for its image. */
  public record Control(
      String model, double scale, double start, double end, boolean guesses, OptionalInt kind) {
    private static List<Control> of(GenerationRequest request) {
      return request.controlnets().stream()
          .map(
              use ->
                  new Control(
                      use.model(), use.scale(), use.start(), use.end(), use.guesses(), use.kind()))
          .toList();
    }

    private String text() {
      String rest =
          (guesses ? " guess" : "") + (kind.isPresent() ? " type=" + kind.getAsInt() : "");
      return model + "*" + scale + "@" + start + ".." + end + rest;
    }
  }

  /** A T2I-Adapter's use but for its image and scale. */
  public record T2iAdapter(String path, double factor) {
    private static List<T2iAdapter> of(GenerationRequest request) {
      return request.conditioning().t2iAdapters().stream()
          .map(use -> new T2iAdapter(use.path(), use.factor()))
          .toList();
    }
  }

  /**
   * Image-to-image.
   *
   * @param masked inpainting
   */
  public record FromImage(boolean masked, double strength) {
    private static Optional<FromImage> of(GenerationRequest request) {
      return request
          .conditioning()
          .initImage()
          .map(
              image ->
                  new FromImage(
                      request.conditioning().maskImage().isPresent(),
                      request.conditioning().strength()));
    }

    private String text() {
      return (masked ? "inpaint*" : "img2img*") + strength;
    }
  }

  /** The share of the steps that are guided. */
  public record Guided(double start, double end) {
    private static Optional<Guided> of(GenerationRequest request) {
      return request.guidance().applies()
          ? Optional.of(new Guided(request.guidance().start(), request.guidance().end()))
          : Optional.empty();
    }

    private String text() {
      return "guided=" + start + ".." + end;
    }
  }

  private static String sampler(Sampling sampling) {
    String name = sampling.name().map(SamplerName::label).orElse("checkpoint");
    return "sampler=" + name + new TreeMap<>(sampling.options()) + " eta=" + sampling.eta();
  }

  private static <T> String joined(List<T> elements, Function<T, String> text) {
    return elements.stream().map(text).collect(Collectors.joining(", "));
  }

  String textOf(GenerationRequest request) {
    return text.apply(value.apply(request));
  }
}
