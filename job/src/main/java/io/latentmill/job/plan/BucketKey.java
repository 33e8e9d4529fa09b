package io.latentmill.job.plan;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Guidance;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.SamplerName;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What rows must share to run as one batch, as a text. Its parts are ordered by what is dearest to
 * change, so that sorting by it keeps rows of one adapter set together and switching rare: LoRA
 * set, ControlNets, size, steps, sampler, kind of conditioning, guidance.
 *
 * <p>Prompts, seeds, guidance scales and rescales, clip_skip and embeddings may differ within a
 * batch.
 */
final class BucketKey {
  /** The key of rows that are never generated; it sorts after all others. */
  static final String INVALID = "~invalid";

  private BucketKey() {}

  static String of(GenerationRequest request) {
    return String.join(
        " ",
        "loras=[" + loras(request) + "]",
        "controlnets=[" + controlnets(request) + "]",
        request.size().toString(),
        "steps=" + request.steps(),
        sampler(request.sampling()),
        conditioning(request),
        guidance(request.guidance()));
  }

  private static String loras(GenerationRequest request) {
    return request.loras().stream()
        .map(lora -> lora.path() + "*" + lora.scale())
        .collect(Collectors.joining(", "));
  }

  private static String controlnets(GenerationRequest request) {
    return request.controlnets().stream()
        .map(it -> "%s*%s@%s..%s".formatted(it.model(), it.scale(), it.start(), it.end()))
        .collect(Collectors.joining(", "));
  }

  private static String sampler(Sampling sampling) {
    String name = sampling.name().map(SamplerName::label).orElse("checkpoint");
    return "sampler=" + name + new TreeMap<>(sampling.options()) + " eta=" + sampling.eta();
  }

  private static String conditioning(GenerationRequest request) {
    if (request.conditioning().initImage().isEmpty()) {
      return "txt2img";
    }
    String kind = request.conditioning().maskImage().isPresent() ? "inpaint" : "img2img";
    return kind + "*" + request.conditioning().strength();
  }

  private static String guidance(Guidance guidance) {
    return guidance.scale() > 1 ? "guided=" + guidance.start() + ".." + guidance.end() : "unguided";
  }
}
