package io.latentmill.udf.pipeline;

import io.latentmill.udf.image.GenerationParameters;
import io.latentmill.udf.image.SamplerLabel;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationRequest.Sampling;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import java.io.Serializable;

/**
 * The text that says in an image how it was made, for all images of one model. Immutable.
 *
 * @param scheduler the checkpoint's, as its family's pipeline uses it: a sampler's label depends on
 *     options that rows take over from it
 * @param model the model's name
 * @param modelSha256 the model's digest in hexadecimal
 * @param version of this program
 */
public record ParametersText(
    SchedulerConfig scheduler, String model, String modelSha256, String version)
    implements Serializable {

  /** The text of one image. */
  public String of(GenerationRequest request) {
    Sampling sampling = request.sampling();
    SchedulerConfig effective = scheduler.with(sampling.name(), sampling.options());
    String label = SamplerLabel.of(effective.samplerName(), effective.options());
    return new GenerationParameters(request, label, model, modelSha256, version).text();
  }
}
