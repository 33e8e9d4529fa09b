package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What a file with one network can be, told by a tensor that each has. */
enum LoneKind {
  TAESD("AutoencoderTiny", "decoder.layers.0.weight") {
    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return new PublishedFolder("taesd").json(ComponentFolder.CONFIG);
    }
  },
  ORIGINAL_TAESD("AutoencoderTiny", "decoder.1.weight") {
    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return TAESD.config(file, name, otherwise);
    }

    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return TaesdNames.both(tensors);
    }
  },
  VAE("AutoencoderKL", "decoder.mid_block.resnets.0.conv1.weight"),
  LDM_VAE("AutoencoderKL", "decoder.mid.block_1.conv1.weight") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return tensors.views(VaeNames.vae(config));
    }
  },
  CONTROL_NET("ControlNetModel", "controlnet_cond_embedding.conv_in.weight") {
    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return ControlNetConfig.of(tensors(file, otherwise), otherwise, name);
    }
  },
  CONTROL_LORA("ControlNetModel", "lora_controlnet") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      NameTable table = UnetNames.controlNet(config);
      return tensors
          .names()
          .filter(name -> !name.equals("lora_controlnet"))
          .map(
              name ->
                  View.renamed(
                      tensors.info(name),
                      table.translate(name).orElseThrow(() -> tensors.unknown(name))))
          .toList();
    }

    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return ControlNetConfig.ofUnet(tensors(file, otherwise), otherwise);
    }
  },
  LDM_CONTROL_NET("ControlNetModel", "input_hint_block.0.weight") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return tensors.views(UnetNames.controlNet(config));
    }

    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return ControlNetConfig.of(tensors(file, otherwise), otherwise, name);
    }
  },
  T2I_ADAPTER("T2IAdapter", "adapter.body.0.resnets.0.block1.weight") {
    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return T2iAdapterNames.config(tensors(file, otherwise));
    }
  },
  FULL_T2I_ADAPTER("T2IAdapter", "body.0.block1.weight") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return T2iAdapterNames.views(tensors);
    }

    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return T2iAdapterNames.config(tensors(file, otherwise));
    }
  },
  LIGHT_T2I_ADAPTER("T2IAdapter", "body.0.body.0.block1.weight") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return T2iAdapterNames.views(tensors);
    }

    @Override
    JsonNode config(TensorSource file, String name, JsonNode otherwise) {
      return T2iAdapterNames.config(tensors(file, otherwise));
    }
  };

  /** What some writers put before every name. */
  private static final List<String> PREFIXES =
      List.of("", "first_stage_model.", "vae.", "control_model.");

  private final String className;
  private final String tell;

  LoneKind(String className, String tell) {
    this.className = className;
    this.tell = tell;
  }

  /**
   * Recognises what a file holds.
   *
   * @throws LatentmillException (model) when it is none of them
   */
  static LoneKind of(TensorSource file) {
    return Arrays.stream(values())
        .filter(kind -> kind.prefixes(file).findAny().isPresent())
        .findFirst()
        .orElseThrow(
            () ->
                LatentmillException.model(
                    "Cannot use %s: its tensors are neither a VAE's nor TAESD's nor a ControlNet's nor a T2I-Adapter's%s",
                    file.describe(), FileKind.hint(file)));
  }

  private Stream<String> prefixes(TensorSource file) {
    return PREFIXES.stream().filter(prefix -> file.has(prefix + tell));
  }

  /** The network's tensors by their modern names. Closing them closes the file. */
  TensorSource tensors(TensorSource file, JsonNode config) {
    String prefix = prefixes(file).findFirst().orElseThrow();
    LdmTensors tensors = new LdmTensors(file, prefix);
    return ModernNames.of(MappedTensors.of(file, views(tensors, config)));
  }

  /** Diffusers' own names need no table. */
  List<View> views(LdmTensors tensors, JsonNode config) {
    return tensors.renamed();
  }

  /**
   * The configuration for a file that comes without: as the network it belongs to has it, or as its
   * tensors show it.
   *
   * @param name of the file
   */
  JsonNode config(TensorSource file, String name, JsonNode otherwise) {
    ObjectNode config = otherwise.deepCopy();
    return config.put("_class_name", className);
  }
}
