package io.latentmill.udf.pipeline;

import io.latentmill.udf.pipeline.image.RowImages;
import io.latentmill.udf.request.FailureKind;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.LatentmillException;
import java.util.Optional;

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
    Optional<String> problem = new RowFit(parts).problem(request);
    if (problem.isPresent()) {
      return new Broken(request, new Failed(request.id(), FailureKind.USER, problem.get()));
    }
    try {
      return new Complete(request, RowImages.read(request, parts.configuration()));
    } catch (LatentmillException e) {
      return new Broken(request, Failed.of(request, e));
    }
  }
}
