package io.latentmill.job.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.latentmill.job.run.RunOptions.DeviceChoice;
import io.latentmill.udf.bits.ProgramVersion;
import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.ParametersText;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.pipeline.load.ModelDefaults;
import io.latentmill.udf.pipeline.load.ModelDigests;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.GenerationResult.Latents;
import io.latentmill.udf.sql.row.RowDefaults;
import io.latentmill.udf.sql.row.SingleRow;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.FileDigest;
import io.latentmill.udf.weights.SafetensorsWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * One row's way from its columns to files, in this process.
 *
 * @param spec the model
 * @param checkpoint the same, opened
 * @param config of its family
 * @param marking of the image as synthetic
 */
record Rendering(
    PipelineSpec spec,
    Checkpoint checkpoint,
    ModelConfig config,
    Configuration configuration,
    Marking marking) {

  /** A result, with the tensors on the way to it. */
  record Rendered(GenerationResult result, SafetensorsWriter tensors) {}

  static Rendering of(PipelineSpec spec, Configuration configuration, Marking marking) {
    Checkpoint checkpoint = PipelineLoader.open(spec, configuration);
    return new Rendering(spec, checkpoint, ModelConfig.of(checkpoint), configuration, marking);
  }

  /** The row with its defaults filled in; whoever renders one image may make it of any size. */
  SingleRow row(Map<String, Object> columns) {
    RowDefaults defaults =
        RowDefaults.of(config.defaultSize(), ModelDefaults.of(checkpoint).values(), Long.MAX_VALUE);
    return SingleRow.of(columns, defaults, configuration);
  }

  /** Loads the model, generates, and frees the model. */
  Rendered render(GenerationRequest request, DeviceChoice choice) {
    TensorRecorder recorder = new TensorRecorder(request.size());
    try (StableDiffusion pipeline = PipelineLoader.load(spec, device(choice), configuration)) {
      GenerationResult result = pipeline.generate(List.of(request), 1, recorder).results().get(0);
      return new Rendered(result, recorder.tensors());
    }
  }

  private static Device device(DeviceChoice choice) {
    Torch.configure();
    boolean gpu = choice == DeviceChoice.AUTO && Engine.getEngine(Torch.ENGINE).getGpuCount() > 0;
    return gpu ? Device.gpu(0) : Device.cpu();
  }

  /** Writes the files of an image; returns where they lie. */
  List<Path> write(
      GenerationRequest request,
      Generated image,
      SafetensorsWriter tensors,
      boolean withTensors,
      Path output) {
    OutputFolder folder = new OutputFolder(output, configuration);
    List<Path> files = new ArrayList<>();
    byte[] png = png(request, image);
    files.add(folder.write("image.png", stream -> stream.write(png)));
    files.add(folder.write("latents.safetensors", latents(image.latents())::write));
    if (withTensors) {
      files.add(folder.write("tensors.safetensors", tensors::write));
    }
    return files;
  }

  private byte[] png(GenerationRequest request, Generated image) {
    ParametersText parameters =
        new ParametersText(
            PipelineLoader.scheduler(checkpoint, config),
            spec.modelName(),
            FileDigest.combined(ModelDigests.of(spec, checkpoint, configuration)),
            ProgramVersion.TEXT);
    RgbImage pixels = new RgbImage(image.size().width(), image.size().height(), image.rgb());
    return ImageEncoder.png().encode(pixels, Optional.of(parameters.of(request)), marking);
  }

  private static SafetensorsWriter latents(Latents latents) {
    return new SafetensorsWriter()
        .add("latents", latents.values(), 1, latents.channels(), latents.height(), latents.width());
  }
}
