package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.text.PromptEncoder;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import org.apache.hadoop.conf.Configuration;

/** The loaded components of a pipeline; its {@link Owner} closes them. */
record PipelineParts(
    ModelConfig config,
    SchedulerConfig scheduler,
    PromptEncoder prompts,
    Unet unet,
    Autoencoder autoencoder,
    ControlNets controlNets,
    Adapters adapters,
    Configuration configuration,
    NDManager manager) {

  /** Whether the U-Net sees a mask and the masked image's latents beside its own. */
  boolean inpaintsOnly() {
    return config.unet().inChannels() == 2 * autoencoder.latentChannels() + 1;
  }

  /** Whether the U-Net sees the image that it edits beside the latents (Brooks et al. 2022). */
  boolean edits() {
    return config.unet().inChannels() == 2 * autoencoder.latentChannels();
  }
}
