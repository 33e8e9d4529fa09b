package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDManager;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.adapter.IpAdapters;
import io.latentmill.udf.pipeline.adapter.T2iAdapters;
import io.latentmill.udf.pipeline.text.PromptEncoder;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The loaded components of a pipeline; its {@link Owner} closes them.
 *
 * @param refiner what takes the last of the noise away; its autoencoder, ControlNets and adapters
 *     are these
 */
record PipelineParts(
    ModelConfig config,
    SchedulerConfig scheduler,
    PromptEncoder prompts,
    Unet unet,
    Autoencoder autoencoder,
    ControlNets controlNets,
    IpAdapters ipAdapters,
    T2iAdapters t2iAdapters,
    Adapters adapters,
    RowAdapters rowAdapters,
    Configuration configuration,
    NDManager manager,
    Optional<PipelineParts> refiner) {

  /** The same, refined by another model's text encoders and U-Net. */
  PipelineParts refinedBy(
      ModelConfig config, SchedulerConfig scheduler, PromptEncoder prompts, Unet unet) {
    return with(
        Optional.of(
            new PipelineParts(
                config,
                scheduler,
                prompts,
                unet,
                autoencoder,
                controlNets,
                ipAdapters,
                t2iAdapters,
                adapters,
                rowAdapters,
                configuration,
                manager,
                Optional.empty())));
  }

  /** The same with a U-Net whose rows may each have LoRAs of their own. */
  PipelineParts adaptingRows() {
    return new PipelineParts(
        config,
        scheduler,
        prompts,
        rowAdapters.unet(),
        autoencoder,
        controlNets,
        ipAdapters,
        t2iAdapters,
        adapters,
        rowAdapters,
        configuration,
        manager,
        refiner);
  }

  private PipelineParts with(Optional<PipelineParts> other) {
    return new PipelineParts(
        config,
        scheduler,
        prompts,
        unet,
        autoencoder,
        controlNets,
        ipAdapters,
        t2iAdapters,
        adapters,
        rowAdapters,
        configuration,
        manager,
        other);
  }

  /** Whether the U-Net sees a mask and the masked image's latents beside its own. */
  boolean inpaintsOnly() {
    return config.unet().inChannels() == 2 * autoencoder.latentChannels() + 1;
  }

  /** Whether the U-Net sees the image that it edits beside the latents (Brooks et al. 2022). */
  boolean edits() {
    return config.unet().inChannels() == 2 * autoencoder.latentChannels();
  }
}
