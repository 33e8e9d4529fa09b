package io.latentmill.udf.pipeline;

import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.MicroConditioning;
import java.util.Optional;

/** Whether a model can do what a row asks for: what can be told without reading a file. */
record RowFit(PipelineParts parts) {

  /** Why the model cannot; empty: it can. */
  Optional<String> problem(GenerationRequest row) {
    return image(row).or(() -> texts(row)).or(() -> micro(row.micro())).or(() -> refinement(row));
  }

  private Optional<String> image(GenerationRequest row) {
    boolean masked = row.conditioning().maskImage().isPresent();
    if (parts.inpaintsOnly() && !masked) {
      return Optional.of("mask_image is not set, and the model is for inpainting only");
    }
    if (parts.edits() && row.conditioning().initImage().isEmpty()) {
      return Optional.of("init_image is not set, and the model edits images");
    }
    return parts.edits() && masked
        ? Optional.of("mask_image is set, and the model edits whole images")
        : Optional.empty();
  }

  private Optional<String> texts(GenerationRequest row) {
    boolean second = row.secondPrompt().isPresent() || row.secondNegativePrompt().isPresent();
    return second && parts.config().encoders().size() == 1
        ? Optional.of("prompt_2 or negative_prompt_2 is set, and the model has one text encoder")
        : Optional.empty();
  }

  private Optional<String> micro(MicroConditioning told) {
    if (told.hasSizes() && !parts.config().pooled()) {
      return Optional.of("a size or crop is set that XL is told, and the model is none of XL");
    }
    boolean refiner = parts.config().aestheticScore() || parts.refiner().isPresent();
    return told.hasScores() && !refiner
        ? Optional.of("an aesthetic score is set, and there is no refiner of XL that is told one")
        : Optional.empty();
  }

  private Optional<String> refinement(GenerationRequest row) {
    if (row.denoisingEnd().filter(share -> share < 1).isPresent() && parts.refiner().isEmpty()) {
      return Optional.of("denoising_end is set, and there is no --refiner to go on from there");
    }
    boolean refined = Refinement.of(parts, BatchKey.of(row)).isPresent();
    return refined && row.conditioning().maskImage().isPresent()
        ? Optional.of(
            "mask_image is set, and a refiner paints whole images; denoising_end 1 leaves it out")
        : Optional.empty();
  }
}
