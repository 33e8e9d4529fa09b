package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One request through a pipeline, for a DJL predictor. The pipeline is loaded when the predictor is
 * prepared and closed with the model's manager.
 */
final class StableDiffusionTranslator
    implements NoBatchifyTranslator<GenerationRequest, GenerationResult> {
  private static final String RESULT = "latentmill.result";

  private final PipelineSpec spec;
  private StableDiffusion pipeline;

  StableDiffusionTranslator(PipelineSpec spec) {
    this.spec = spec;
  }

  @Override
  public void prepare(TranslatorContext context) {
    NDManager manager = context.getPredictorManager();
    pipeline = PipelineLoader.load(spec, manager.getDevice(), new Configuration());
    manager.attachInternal("latentmill-pipeline", pipeline);
  }

  @Override
  public NDList processInput(TranslatorContext context, GenerationRequest request) {
    context.setAttachment(RESULT, pipeline.generate(List.of(request), 1).results().get(0));
    return new NDList(context.getNDManager().ones(new Shape(1)));
  }

  @Override
  public GenerationResult processOutput(TranslatorContext context, NDList list) {
    return (GenerationResult) context.getAttachment(RESULT);
  }
}
