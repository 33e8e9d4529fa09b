package io.latentmill.udf.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ClipTextConfig;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.model.ModelConfig.EncoderPlace;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the parts of a model against each other: each may be whole and yet made for another model.
 *
 * @param config the model's
 */
record PartsCheck(Checkpoint checkpoint, ModelConfig config) {
  private static final int LATENTS = Autoencoder.LATENT_CHANNELS;

  /** An inpainting U-Net takes a mask and the masked image's latents beside its own. */
  private static final int INPAINTING = 2 * LATENTS + 1;

  /** One that edits takes the image's latents beside its own. */
  private static final int EDITING = 2 * LATENTS;

  /** What does not fit together, one line each. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    List<ClipTextConfig> encoders = new ArrayList<>();
    for (EncoderPlace place : config.encoders()) {
      String folder = place.encoder().folder();
      encoders.add(ClipTextConfig.of(folder, checkpoint.config(place.encoder())));
    }
    addTextFaults(encoders, faults);
    addVocabularyFaults(encoders, faults);
    addLatentsFaults(faults);
    return faults;
  }

  private void addTextFaults(List<ClipTextConfig> encoders, List<String> faults) {
    UnetConfig unet = config.unet();
    int width = encoders.stream().mapToInt(ClipTextConfig::channels).sum();
    if (width != unet.crossAttentionChannels()) {
      faults.add(
          "%s does not fit together: the U-Net attends to text of width %d (cross_attention_dim),"
                  .formatted(checkpoint.describe(), unet.crossAttentionChannels())
              + " %s %s %d".formatted(names(), encoders.size() == 1 ? "gives" : "give", width)
              + (config.pooled() && encoders.size() == 1 && !config.aestheticScore()
                  ? "; a model of this family has a text_encoder and a text_encoder_2"
                  : ""));
    }
    if (!config.pooled()) {
      return;
    }
    int pooled = encoders.get(encoders.size() - 1).projectionChannels();
    int ids = config.aestheticScore() ? TimeIds.WITH_SCORE : TimeIds.WITH_TARGET;
    int expected = unet.addInputChannels() - ids * unet.addTimeChannels();
    if (pooled == 0) {
      faults.add(
          "%s does not fit together: the U-Net takes a pooled text embedding, and its last text"
                  .formatted(checkpoint.describe())
              + " encoder, %s, has no projection that gives one".formatted(last()));
    } else if (pooled != expected) {
      faults.add(
          "%s does not fit together: the U-Net takes a pooled text embedding of width %d, %s"
                  .formatted(checkpoint.describe(), expected, last())
              + " gives %d".formatted(pooled));
    }
  }

  private void addVocabularyFaults(List<ClipTextConfig> encoders, List<String> faults) {
    Set<Integer> lengths = new TreeSet<>();
    for (int i = 0; i < encoders.size(); i++) {
      EncoderPlace place = config.encoders().get(i);
      try (ClipTokenizer tokenizer = tokenizer(place, encoders.get(i))) {
        lengths.add(tokenizer.length());
        if (tokenizer.size() > encoders.get(i).vocabulary()) {
          faults.add(
              "%s does not fit together: the %s gives ids up to %d, the %s knows %d words"
                  .formatted(
                      checkpoint.describe(),
                      place.tokenizer().folder(),
                      tokenizer.size() - 1,
                      place.encoder().folder(),
                      encoders.get(i).vocabulary()));
        }
      }
    }
    if (lengths.size() > 1) {
      faults.add(
          "%s does not fit together: one text encoder takes %s tokens, another %s"
              .formatted(checkpoint.describe(), lengths.toArray()[0], lengths.toArray()[1]));
    }
  }

  private ClipTokenizer tokenizer(EncoderPlace place, ClipTextConfig encoder) {
    return ClipTokenizer.of(PipelineLoader.tokenizerFiles(checkpoint, place), encoder.positions());
  }

  private void addLatentsFaults(List<String> faults) {
    UnetConfig unet = config.unet();
    boolean edits = unet.inChannels() == EDITING && !config.pooled();
    if (unet.inChannels() != LATENTS && unet.inChannels() != INPAINTING && !edits) {
      faults.add(
          "%s cannot run: its U-Net takes %d channels (in_channels); supported are %d, %d for"
                  .formatted(checkpoint.describe(), unet.inChannels(), LATENTS, INPAINTING)
              + " inpainting, and %d for editing with Stable Diffusion 1 and 2".formatted(EDITING));
    }
    if (unet.outChannels() != LATENTS) {
      faults.add(
          "%s cannot run: its U-Net predicts %d channels (out_channels); supported are %d"
              .formatted(checkpoint.describe(), unet.outChannels(), LATENTS));
    }
  }

  /**
   * What does not fit between U-Net and autoencoder.
   *
   * @param name of the autoencoder in messages
   */
  List<String> faults(String name, JsonNode autoencoder) {
    int channels = Autoencoder.latentChannels(name, autoencoder);
    return channels == LATENTS
        ? List.of()
        : List.of(
            "%s does not fit together: its latents have %d channels, %s decodes %d"
                .formatted(checkpoint.describe(), LATENTS, name, channels));
  }

  /**
   * Refuses a model whose parts do not fit.
   *
   * @throws LatentmillException (model) naming all that does not
   */
  static void require(List<String> faults) {
    if (!faults.isEmpty()) {
      throw LatentmillException.model("%s", String.join("; ", faults));
    }
  }

  private String names() {
    return String.join(
        " and ",
        config.encoders().stream().map(EncoderPlace::encoder).map(Component::folder).toList());
  }

  private String last() {
    return config.encoders().get(config.encoders().size() - 1).encoder().folder();
  }
}
