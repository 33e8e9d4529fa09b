package io.latentmill.job.train;

import io.latentmill.udf.training.StepReport;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.Method;
import io.latentmill.udf.training.file.TrainedFile;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The README.md of an adapter: what it is, how it was trained, how it is used. */
final class ModelCard {
  private ModelCard() {}

  static TrainedFile file(
      TaskSettings task, String adapter, AdapterExamples read, List<StepReport> reports) {
    String text = text(task, adapter, read, reports);
    return new TrainedFile(
        "README.md", stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(
      TaskSettings task, String adapter, AdapterExamples read, List<StepReport> reports) {
    AdapterSettings settings = read.settings();
    double first = reports.get(0).loss();
    double last = reports.get(reports.size() - 1).loss();
    return """
        ---
        library_name: diffusers
        tags: [stable-diffusion, %s]
        ---

        # %s

        A %s for %s, trained with latentmill on %d examples.

        | | |
        |---|---|
        | steps | %d |
        | batch | %d x %d |
        | learning rate | %s, %s |
        | resolution | %d |
        | seed | %d |
        | loss | %s at the first step, %s at the last |

        %s
        """
        .formatted(
            settings.method().label(),
            adapter,
            settings.method().label(),
            task.modelName(),
            read.examples().size(),
            settings.steps(),
            settings.batchSize(),
            settings.accumulate(),
            settings.learningRate(),
            settings.schedule().label(),
            settings.resolution(),
            settings.seed(),
            number(first),
            number(last),
            use(settings));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static String use(AdapterSettings settings) {
    Method method = settings.method();
    return switch (method) {
      case LORA ->
          "In diffusers: `pipeline.load_lora_weights(FOLDER)`. In a prompt table: the path of"
              + " `pytorch_lora_weights.safetensors` in the column `loras`.";
      case TEXTUAL_INVERSION ->
          ("In diffusers: `pipeline.load_textual_inversion(FOLDER +"
                  + " \"/learned_embeds.safetensors\")`. In a prompt table: the path of that file in the"
                  + " column `embeddings`, with the word `%s`.")
              .formatted(settings.token());
      case CONTROLNET ->
          "In diffusers: `ControlNetModel.from_pretrained(FOLDER)`. In a prompt table: this folder in"
              + " the column `controlnets`.";
      case FULL ->
          "In diffusers: `UNet2DConditionModel.from_pretrained(FOLDER, subfolder=\"unet\")`. For"
              + " latentmill: put the folder `unet` in the place of the base model's.";
    };
  }
}
