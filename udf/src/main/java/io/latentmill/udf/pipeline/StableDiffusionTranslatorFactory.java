package io.latentmill.udf.pipeline;

import ai.djl.Model;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;

/**
 * Loads a pipeline the way DJL and its Spark extension load models:
 *
 * <pre>{@code
 * Criteria.builder()
 *     .setTypes(GenerationRequest.class, GenerationResult.class)
 *     .optEngine("PyTorch")
 *     .optModelUrls(StableDiffusionTranslatorFactory.MODEL_URL)
 *     .optTranslatorFactory(new StableDiffusionTranslatorFactory())
 *     .optArgument("checkpoint", "/models/stable-diffusion-v1-5")
 *     .build()
 *     .loadModel();
 * }</pre>
 *
 * <p>DJL's model is a TorchScript archive of a few hundred bytes in this jar, since a diffusers
 * folder is nothing DJL could open; the checkpoint's networks are loaded when a predictor is made,
 * on the predictor's device, and freed with the model. Arguments: {@code checkpoint} (absent: the
 * embedded model), {@code model-config}, {@code vae}.
 */
public final class StableDiffusionTranslatorFactory implements TranslatorFactory {
  /** What to give to {@code optModelUrls}. */
  public static final String MODEL_URL = "jar:///io/latentmill/udf/pipeline/stable-diffusion.zip";

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    return Set.of(new Pair<>(GenerationRequest.class, GenerationResult.class));
  }

  @Override
  @SuppressWarnings("unchecked") // isSupported holds the classes against the supported types
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments)
      throws TranslateException {
    if (!isSupported(input, output)) {
      throw new TranslateException(
          "Cannot translate %s to %s: only GenerationRequest to GenerationResult"
              .formatted(input.getName(), output.getName()));
    }
    PipelineSpec spec =
        new PipelineSpec(
            text(arguments, "checkpoint"),
            text(arguments, "model-config"),
            text(arguments, "vae"),
            null);
    return (Translator<I, O>) new StableDiffusionTranslator(spec);
  }

  private static String text(Map<String, ?> arguments, String key) {
    Object value = arguments.get(key);
    return value == null ? null : value.toString();
  }
}
