package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.Lora;
import java.util.List;

/**
 * What rows must share to be denoised together. Prompts, seeds, guidance scales, clip_skip and
 * embeddings may differ.
 *
 * @param guided whether the guidance scale is above 1
 */
record BatchKey(
    ImageSize size,
    int steps,
    Sampling sampling,
    boolean guided,
    double guidanceStart,
    double guidanceEnd,
    boolean fromImage,
    boolean masked,
    double strength,
    List<Lora> loras,
    List<Control> controls) {

  /** A ControlNet's use but for its image. */
  record Control(String model, double scale, double start, double end) {}

  static BatchKey of(GenerationRequest request) {
    boolean fromImage = request.conditioning().initImage().isPresent();
    return new BatchKey(
        request.size(),
        request.steps(),
        request.sampling(),
        request.guidance().scale() > 1,
        request.guidance().start(),
        request.guidance().end(),
        fromImage,
        request.conditioning().maskImage().isPresent(),
        fromImage ? request.conditioning().strength() : 1,
        request.loras(),
        request.controlnets().stream()
            .map(use -> new Control(use.model(), use.scale(), use.start(), use.end()))
            .toList());
  }

  int latentHeight() {
    return size.height() / ImageSize.MULTIPLE;
  }

  int latentWidth() {
    return size.width() / ImageSize.MULTIPLE;
  }
}
