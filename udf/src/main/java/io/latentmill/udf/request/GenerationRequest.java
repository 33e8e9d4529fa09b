package io.latentmill.udf.request;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One image to generate, with every parameter effective: defaults are filled in before a request is
 * made.
 *
 * @param id the row's identity, unique in a data set
 * @param prompt may be empty
 * @param negativePrompt empty: none was given, which SDXL tells from the empty text
 * @param seed of the image's own noise, with the semantics of {@code
 *     torch.Generator("cpu").manual_seed}
 * @param size of the image
 * @param steps inference steps, 1 and more
 * @param guidance classifier-free guidance
 * @param sampling empty sampler: the checkpoint's own scheduler
 * @param clipSkip how many of the text encoder's last layers to leave out
 * @param conditioning input image and mask, with strength, and images as prompts
 * @param controlnets in the order their residuals are added
 * @param loras in the order they are merged
 * @param embeddings textual inversions
 * @param promptSyntax how both prompts are read
 * @param secondPrompt what a second text encoder reads; empty: the prompt
 * @param secondNegativePrompt what it reads as negative; empty: the negative prompt
 * @param micro sizes and scores that the network is told
 * @param denoisingEnd share of the noise after which a refiner goes on; empty: the usual one
 * @param model the name of a checkpoint that the run has beside its own; empty: its own
 */
public record GenerationRequest(
    String id,
    String prompt,
    Optional<String> negativePrompt,
    long seed,
    ImageSize size,
    int steps,
    Guidance guidance,
    Sampling sampling,
    OptionalInt clipSkip,
    Conditioning conditioning,
    List<ControlNetUse> controlnets,
    List<Lora> loras,
    List<Embedding> embeddings,
    PromptSyntax promptSyntax,
    Optional<String> secondPrompt,
    Optional<String> secondNegativePrompt,
    MicroConditioning micro,
    Optional<Double> denoisingEnd,
    Optional<String> model) {

  public GenerationRequest {
    if (secondNegativePrompt.isPresent() && negativePrompt.isEmpty()) {
      throw LatentmillException.user("negative_prompt_2 is set without negative_prompt");
    }
    if (denoisingEnd.filter(it -> !(it > 0 && it <= 1)).isPresent()) {
      throw LatentmillException.user(
          "denoising_end %s is not above 0 and up to 1", denoisingEnd.get());
    }
    if (steps < 1) {
      throw LatentmillException.user("steps %d is not positive", steps);
    }
    if (clipSkip.isPresent() && clipSkip.getAsInt() < 0) {
      throw LatentmillException.user("clip_skip %d is negative", clipSkip.getAsInt());
    }
    controlnets = List.copyOf(controlnets);
    loras = List.copyOf(loras);
    embeddings = List.copyOf(embeddings);
  }

  /**
   * The request that a row makes; what it leaves open is as {@link RequestColumn} says.
   *
   * @throws LatentmillException (user) if the values make no request, naming column and value
   */
  public static GenerationRequest of(RequestValues row) {
    return new GenerationRequest(
        row.get(RequestColumn.ID),
        row.get(RequestColumn.PROMPT),
        row.find(RequestColumn.NEGATIVE_PROMPT),
        row.get(RequestColumn.SEED),
        new ImageSize(row.get(RequestColumn.WIDTH), row.get(RequestColumn.HEIGHT)),
        row.get(RequestColumn.STEPS),
        Guidance.of(row),
        Sampling.of(row),
        row.<Integer>find(RequestColumn.CLIP_SKIP)
            .map(OptionalInt::of)
            .orElseGet(OptionalInt::empty),
        Conditioning.of(row),
        row.get(RequestColumn.CONTROLNETS),
        row.get(RequestColumn.LORAS),
        row.get(RequestColumn.EMBEDDINGS),
        PromptSyntax.ofLabel(row.get(RequestColumn.PROMPT_SYNTAX)),
        row.find(RequestColumn.PROMPT_2),
        row.find(RequestColumn.NEGATIVE_PROMPT_2),
        MicroConditioning.of(row),
        row.find(RequestColumn.DENOISING_END),
        row.find(RequestColumn.MODEL));
  }

  /**
   * Classifier-free guidance (Ho and Salimans 2022).
   *
   * @param scale no guidance at {@link #OFF} and below
   * @param rescale share of the rescaled prediction (Lin et al. 2023, section 3.4), 0..1
   * @param start share of the steps before which guidance is off, 0..1
   * @param end share of the steps after which guidance is off, 0..1
   */
  public record Guidance(double scale, double rescale, double start, double end) {
    /** The largest scale that guides nothing. */
    public static final double OFF = 1;

    public Guidance {
      if (!Double.isFinite(scale)) {
        throw LatentmillException.user("guidance_scale %s is not finite", scale);
      }
      if (!(rescale >= 0 && rescale <= 1)) {
        throw LatentmillException.user("guidance_rescale %s is not in 0..1", rescale);
      }
      if (!(start >= 0 && start < end && end <= 1)) {
        throw LatentmillException.user(
            "guidance interval %s..%s is not 0 <= start < end <= 1", start, end);
      }
    }

    private static Guidance of(RequestValues row) {
      return new Guidance(
          row.get(RequestColumn.GUIDANCE_SCALE),
          row.get(RequestColumn.GUIDANCE_RESCALE),
          row.get(RequestColumn.GUIDANCE_START),
          row.get(RequestColumn.GUIDANCE_END));
    }

    /** Whether there is an unconditional half at all. */
    public boolean applies() {
      return scale > OFF;
    }

    /** Guidance on every step. */
    public static Guidance ofScale(double scale) {
      return new Guidance(scale, 0, 0, 1);
    }
  }

  /**
   * The choice of a sampler.
   *
   * @param name empty: the checkpoint's own scheduler
   * @param options overrides with the names of scheduler_config.json
   * @param eta share of the noise that DDIM and TCD put back, 0..1
   */
  public record Sampling(Optional<SamplerName> name, Map<String, String> options, double eta) {
    public Sampling {
      if (!(eta >= 0 && eta <= 1)) {
        throw LatentmillException.user("eta %s is not in 0..1", eta);
      }
      options = Map.copyOf(options);
    }

    private static Sampling of(RequestValues row) {
      Optional<String> name = row.find(RequestColumn.SAMPLER);
      return new Sampling(
          name.map(SamplerName::ofLabel),
          row.get(RequestColumn.SAMPLER_OPTIONS),
          row.get(RequestColumn.ETA));
    }

    /** The checkpoint's own scheduler as it is. */
    public static Sampling checkpoint() {
      return new Sampling(Optional.empty(), Map.of(), 0);
    }
  }

  /**
   * Images that a row brings: image-to-image, inpainting, images as prompts.
   *
   * @param initImage empty: text-to-image
   * @param maskImage white where to paint anew; needs an init image
   * @param strength share of the schedule that is run, 0..1
   * @param imageScale how closely a model that edits images keeps to the init image, 1 and more
   * @param ipAdapters in the order in which they are added
   * @param t2iAdapters in the order in which their features are added
   */
  public record Conditioning(
      Optional<ImageSource> initImage,
      Optional<ImageSource> maskImage,
      double strength,
      double imageScale,
      List<IpAdapterUse> ipAdapters,
      List<T2iAdapterUse> t2iAdapters) {
    private static final double IMAGE_SCALE = 1.5;

    public Conditioning(
        Optional<ImageSource> initImage, Optional<ImageSource> maskImage, double strength) {
      this(initImage, maskImage, strength, IMAGE_SCALE, List.of(), List.of());
    }

    public Conditioning {
      if (!(imageScale >= 1 && imageScale <= Double.MAX_VALUE)) {
        throw LatentmillException.user(
            "image_guidance_scale %s is not 1 or more; guidance_scale 1 switches guidance off",
            imageScale);
      }
      if (!(strength >= 0 && strength <= 1)) {
        throw LatentmillException.user("strength %s is not in 0..1", strength);
      }
      if (maskImage.isPresent() && initImage.isEmpty()) {
        throw LatentmillException.user("mask_image is set without init_image");
      }
      ipAdapters = List.copyOf(ipAdapters);
      t2iAdapters = List.copyOf(t2iAdapters);
    }

    private static Conditioning of(RequestValues row) {
      return new Conditioning(
          row.find(RequestColumn.INIT_IMAGE),
          row.find(RequestColumn.MASK_IMAGE),
          row.get(RequestColumn.STRENGTH),
          row.get(RequestColumn.IMAGE_GUIDANCE_SCALE),
          row.get(RequestColumn.IP_ADAPTERS),
          row.get(RequestColumn.T2I_ADAPTERS));
    }

    /** Text-to-image. */
    public static Conditioning none() {
      return new Conditioning(Optional.empty(), Optional.empty(), 0.8);
    }
  }
}
