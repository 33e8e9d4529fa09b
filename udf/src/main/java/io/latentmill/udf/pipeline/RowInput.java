package io.latentmill.udf.pipeline;

import io.latentmill.udf.pipeline.image.RowImages;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.LatentmillException;

/**
 * A row with the images it brings, or with what is wrong with them. Read while another batch may
 * have the device: storage far away answers slowly.
 */
sealed interface RowInput {
  GenerationRequest request();

  /** All there. */
  record Complete(GenerationRequest request, RowImages images) implements RowInput {}

  /** Cannot be generated. */
  record Broken(GenerationRequest request, Failed failure) implements RowInput {}

  /** Reads a row's images; uses no device. */
  static RowInput read(GenerationRequest request, PipelineParts parts) {
    if (parts.inpaintsOnly() && request.conditioning().maskImage().isEmpty()) {
      String message = "mask_image is not set, and the model is for inpainting only";
      return new Broken(request, new Failed(request.id(), FailureKind.USER, message));
    }
    boolean hasSecond =
        request.secondPrompt().isPresent() || request.secondNegativePrompt().isPresent();
    if (hasSecond && parts.config().encoders().size() == 1) {
      String message = "prompt_2 or negative_prompt_2 is set, and the model has one text encoder";
      return new Broken(request, new Failed(request.id(), FailureKind.USER, message));
    }
    if (parts.edits() && request.conditioning().initImage().isEmpty()) {
      String message = "init_image is not set, and the model edits images";
      return new Broken(request, new Failed(request.id(), FailureKind.USER, message));
    }
    if (parts.edits() && request.conditioning().maskImage().isPresent()) {
      String message = "mask_image is set, and the model edits whole images";
      return new Broken(request, new Failed(request.id(), FailureKind.USER, message));
    }
    try {
      return new Complete(request, RowImages.read(request, parts.configuration()));
    } catch (LatentmillException e) {
      return new Broken(request, Failed.of(request, e));
    }
  }
}
