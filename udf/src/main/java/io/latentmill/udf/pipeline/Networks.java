package io.latentmill.udf.pipeline;

import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.text.ClipTokenizer;
import java.util.List;

/**
 * A pipeline's networks without any LoRA, for training beside it. They stay the pipeline's, which
 * closes them.
 *
 * @param tokenizers one for each text encoder
 */
public record Networks(
    ModelConfig config,
    SchedulerConfig scheduler,
    List<ClipTokenizer> tokenizers,
    List<ClipText> encoders,
    Unet unet,
    Autoencoder autoencoder) {}
