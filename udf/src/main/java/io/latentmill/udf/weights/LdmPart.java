package io.latentmill.udf.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.weights.MappedTensors.View;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where the networks of a latent-diffusion file are, and how their tensors become diffusers'. */
enum LdmPart {
  UNET(Component.UNET, "model.diffusion_model.") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return tensors.views(UnetNames.unet(config));
    }
  },
  VAE(Component.VAE, "first_stage_model.") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return tensors.views(VaeNames.vae(config));
    }
  },
  SD1_TEXT(Component.TEXT_ENCODER, "cond_stage_model.transformer."),
  SD2_TEXT(Component.TEXT_ENCODER, "cond_stage_model.model.") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return OpenClipNames.views(tensors, config);
    }
  },
  SDXL_TEXT(Component.TEXT_ENCODER, "conditioner.embedders.0.transformer."),
  SDXL_TEXT_2(Component.TEXT_ENCODER_2, "conditioner.embedders.1.model.") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return OpenClipNames.views(tensors, config);
    }
  },
  REFINER_TEXT(Component.TEXT_ENCODER_2, "conditioner.embedders.0.model.") {
    @Override
    List<View> views(LdmTensors tensors, JsonNode config) {
      return OpenClipNames.views(tensors, config);
    }
  };

  private final Component component;
  private final String prefix;

  LdmPart(Component component, String prefix) {
    this.component = component;
    this.prefix = prefix;
  }

  /** The part of a file that is a component; empty when the file has none. */
  static Optional<LdmPart> of(Component component, TensorSource file) {
    return Arrays.stream(values())
        .filter(part -> part.component == component && part.isIn(file))
        .findFirst();
  }

  boolean isIn(TensorSource file) {
    return file.names().stream().anyMatch(name -> name.startsWith(prefix));
  }

  /** The component's tensors by diffusers' names. Closing the view closes the file. */
  TensorSource tensors(TensorSource file, JsonNode config) {
    return ModernNames.of(MappedTensors.of(file, views(new LdmTensors(file, prefix), config)));
  }

  /** CLIP's own text encoder is there as transformers names it. */
  List<View> views(LdmTensors tensors, JsonNode config) {
    return tensors.renamed();
  }
}
