package io.latentmill.udf.training.file;

import ai.djl.ndarray.NDArray;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.training.Parameters;
import io.latentmill.udf.training.part.ControlNetPart;
import io.latentmill.udf.training.part.FullPart;
import io.latentmill.udf.training.part.InversionPart;
import io.latentmill.udf.training.part.LoraPart;
import io.latentmill.udf.training.part.LoraSettings;
import io.latentmill.udf.training.part.TrainedPart;
import io.latentmill.udf.weights.DType;
import io.latentmill.udf.weights.SafetensorsWriter;
import io.latentmill.udf.weights.TensorInfo;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Trained tensors as the files that diffusers loads. Tensors are taken from the device one by one
 * while a file is written.
 *
 * @param values laid out as the parameters: these themselves, or their moving average
 */
public record TrainedFiles(Parameters parameters, NDArray values) {
  private static final String WEIGHTS = "diffusion_pytorch_model.safetensors";
  private static final String CONFIG = "config.json";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a U-Net's configuration has that a ControlNet's has not. */
  private static final List<String> UNET_ONLY =
      List.of(
          "up_block_types",
          "out_channels",
          "sample_size",
          "center_input_sample",
          "attention_type",
          "class_embeddings_concat",
          "conv_in_kernel",
          "conv_out_kernel",
          "cross_attention_norm",
          "dropout",
          "dual_cross_attention",
          "mid_block_only_cross_attention",
          "resnet_out_scale_factor",
          "resnet_skip_time_act",
          "reverse_transformer_layers_per_block",
          "time_cond_proj_dim",
          "time_embedding_act_fn",
          "time_embedding_dim",
          "time_embedding_type",
          "timestep_post_act");

  /**
   * The files of a part.
   *
   * @param unetConfig the base model's
   * @param token the word that textual inversion learns
   */
  public List<TrainedFile> of(TrainedPart part, JsonNode unetConfig, String token) {
    if (part instanceof LoraPart lora) {
      SafetensorsWriter writer = tensors(name -> name);
      writer.metadata("format", "pt");
      writer.metadata("lora_adapter_metadata", metadata(lora.settings()).toString());
      return List.of(new TrainedFile("pytorch_lora_weights.safetensors", writer::write));
    } else if (part instanceof InversionPart) {
      boolean one = parameters.slots().shapes().size() == 1;
      SafetensorsWriter writer = tensors(name -> one ? token : encoderName(name));
      return List.of(new TrainedFile("learned_embeds.safetensors", writer::write));
    } else if (part instanceof ControlNetPart) {
      return network("", controlNetConfig(unetConfig));
    } else if (part instanceof FullPart) {
      return network("unet/", unetConfig);
    }
    throw new IllegalArgumentException("No files for " + part);
  }

  private List<TrainedFile> network(String folder, JsonNode config) {
    return List.of(
        new TrainedFile(
            folder + CONFIG,
            stream ->
                stream.write(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(config))),
        new TrainedFile(folder + WEIGHTS, tensors(name -> name)::write));
  }

  private SafetensorsWriter tensors(UnaryOperator<String> rename) {
    SafetensorsWriter writer = new SafetensorsWriter();
    parameters
        .slots()
        .shapes()
        .forEach(
            (name, shape) ->
                writer.add(
                    new TensorInfo(rename.apply(name), DType.F32, shape),
                    buffer -> buffer.asFloatBuffer().put(parameters.read(values, name))));
    return writer;
  }

  /** Of models with two text encoders. */
  private static String encoderName(String slot) {
    return slot.startsWith("text_encoder_2.") ? "clip_g" : "clip_l";
  }

  /** PEFT's own configuration, which says what the change counts: alpha / rank. */
  private ObjectNode metadata(LoraSettings settings) {
    ObjectNode metadata = MAPPER.createObjectNode();
    for (String component : List.of("unet", "text_encoder", "text_encoder_2")) {
      if (parameters.slots().shapes().keySet().stream()
          .anyMatch(name -> name.startsWith(component + "."))) {
        metadata.put(component + ".r", settings.rank());
        metadata.put(component + ".lora_alpha", settings.alpha());
        metadata.set(
            component + ".target_modules",
            MAPPER.valueToTree(
                component.equals("unet") ? settings.targets() : settings.textTargets()));
      }
    }
    return metadata;
  }

  private static ObjectNode controlNetConfig(JsonNode unetConfig) {
    ObjectNode config = unetConfig.deepCopy();
    config.remove(UNET_ONLY);
    config.put("_class_name", "ControlNetModel");
    config.put("conditioning_channels", 3);
    config.put("controlnet_conditioning_channel_order", "rgb");
    config.put("global_pool_conditions", false);
    config.set(
        "conditioning_embedding_out_channels", MAPPER.valueToTree(ControlNetPart.HINT_CHANNELS));
    return config;
  }
}
