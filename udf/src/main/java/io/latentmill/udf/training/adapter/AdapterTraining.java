package io.latentmill.udf.training.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sampling.ForwardProcess;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.text.TokenVectors;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.training.Objective;
import io.latentmill.udf.training.StepReport;
import io.latentmill.udf.training.Trainer;
import io.latentmill.udf.training.file.TrainedFile;
import io.latentmill.udf.training.file.TrainedFiles;
import io.latentmill.udf.training.optimizer.AdamW;
import io.latentmill.udf.training.optimizer.LearningRate;
import io.latentmill.udf.training.optimizer.LossScale;
import io.latentmill.udf.training.optimizer.MovingAverage;
import io.latentmill.udf.training.part.ControlNetPart;
import io.latentmill.udf.training.part.FullPart;
import io.latentmill.udf.training.part.InversionPart;
import io.latentmill.udf.training.part.LoraPart;
import io.latentmill.udf.training.part.LoraSettings;
import io.latentmill.udf.training.part.TrainedPart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The training of one adapter beside a pipeline's networks, which it leaves as they are. Not
 * thread-safe; whoever made it closes it.
 */
public final class AdapterTraining implements AutoCloseable {
  private final AdapterSettings settings;
  private final NDManager manager;
  private final TrainedPart part;
  private final Trainer trainer;
  private final ExampleBatches batches;
  private final SampleImages samples;
  private final List<StepReport> reports = new ArrayList<>();

  private AdapterTraining(
      AdapterSettings settings,
      NDManager manager,
      TrainedPart part,
      Trainer trainer,
      ExampleBatches batches,
      SampleImages samples) {
    this.settings = settings;
    this.manager = manager;
    this.part = part;
    this.trainer = trainer;
    this.batches = batches;
    this.samples = samples;
  }

  /** A training that draws nothing on the way. */
  public static AdapterTraining of(
      Networks networks, AdapterSettings settings, List<Example> examples) {
    return of(networks, settings, examples, Samples.none());
  }

  /**
   * Encodes the examples and attaches to the networks.
   *
   * @param samples that {@link #draw} draws
   * @throws LatentmillException (user) for what settings, examples and model do not go together in
   */
  public static AdapterTraining of(
      Networks networks, AdapterSettings settings, List<Example> examples, Samples samples) {
    requireFit(networks, settings, examples);
    NDManager manager =
        NDManager.newBaseManager(networks.unet().placement().device(), Torch.ENGINE);
    List<ClipTokenizer> own = new ArrayList<>();
    try {
      own.addAll(tokenizers(networks, settings));
      TrainedPart part = part(networks, settings);
      List<ClipTokenizer> tokenizers = own.isEmpty() ? networks.tokenizers() : own;
      CaptionTable captions = new CaptionTable(manager, networks, tokenizers, part.trainsText());
      ImageEncoding encoding =
          new ImageEncoding(networks.autoencoder(), manager, settings.resolution());
      List<EncodedExample> encoded =
          examples.stream()
              .map(it -> encoding.encode(it, captions.number(it.caption()), settings.flip()))
              .toList();
      samples.prompts().forEach(captions::number);
      ForwardProcess process = ForwardProcess.of(networks.scheduler());
      Trainer trainer =
          new Trainer(
              part,
              new Objective(process, orOff(settings.minSnrGamma())),
              trainerSettings(settings),
              networks.unet().placement().type() == ComputeType.FLOAT16
                  ? LossScale.dynamic()
                  : LossScale.none(),
              manager,
              settings.seed());
      return new AdapterTraining(
          settings,
          manager,
          part,
          trainer,
          new ExampleBatches(networks, settings, process.timesteps(), encoded, captions),
          new SampleImages(
              networks, captions, samples, settings.resolution(), encoded.get(0).plain().hint()));
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    } finally {
      own.forEach(ClipTokenizer::close);
    }
  }

  private static OptionalDouble orOff(double value) {
    return value == 0 ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Trainer.Settings trainerSettings(AdapterSettings settings) {
    AdamW.Settings defaults = AdamW.Settings.DEFAULT;
    return new Trainer.Settings(
        new AdamW.Settings(
            defaults.beta1(), defaults.beta2(), settings.weightDecay(), defaults.epsilon()),
        new LearningRate(
            settings.learningRate(), settings.schedule(), settings.warmup(), settings.steps()),
        settings.clipNorm(),
        orOff(settings.emaDecay()));
  }

  private static void requireFit(
      Networks networks, AdapterSettings settings, List<Example> examples) {
    if (examples.isEmpty()) {
      throw LatentmillException.user("no example can be used");
    }
    int channels = networks.unet().config().inChannels();
    if (channels != networks.autoencoder().latentChannels()) {
      throw LatentmillException.user(
          "the model's U-Net takes %d channels, latents have %d: it cannot be trained here",
          channels, networks.autoencoder().latentChannels());
    }
    for (Example example : examples) {
      if (settings.method() == Method.CONTROLNET && example.hint().isEmpty()) {
        throw LatentmillException.user(
            "the example \"%s\" has no hint, which a ControlNet learns from", example.caption());
      }
      if (settings.method() == Method.TEXTUAL_INVERSION
          && !example.caption().contains(settings.token())) {
        throw LatentmillException.user(
            "the caption \"%s\" does not name the word %s", example.caption(), settings.token());
      }
    }
  }

  /** With the word that is learned; none where no word is. */
  private static List<ClipTokenizer> tokenizers(Networks networks, AdapterSettings settings) {
    List<ClipTokenizer> tokenizers = new ArrayList<>();
    if (settings.method() == Method.TEXTUAL_INVERSION) {
      TokenVectors word = new TokenVectors(settings.token(), settings.vectors());
      for (int i = 0; i < networks.tokenizers().size(); i++) {
        ClipText encoder = networks.encoders().get(i);
        tokenizers.add(
            networks.tokenizers().get(i).withTokens(List.of(word), encoder.config().vocabulary()));
      }
    }
    return tokenizers;
  }

  private static TrainedPart part(Networks networks, AdapterSettings settings) {
    return switch (settings.method()) {
      case LORA ->
          new LoraPart(
              networks,
              new LoraSettings(
                  settings.rank(),
                  settings.rank(),
                  LoraSettings.ATTENTION,
                  settings.textEncoder() ? LoraSettings.TEXT_ATTENTION : List.of()));
      case TEXTUAL_INVERSION ->
          new InversionPart(networks, settings.vectors(), initialIds(networks, settings));
      case CONTROLNET -> new ControlNetPart(networks);
      case FULL -> new FullPart(networks);
    };
  }

  /** The tokens of the initialiser, without the start and end of a text. */
  private static List<int[]> initialIds(Networks networks, AdapterSettings settings) {
    List<int[]> ids = new ArrayList<>();
    for (ClipTokenizer tokenizer : networks.tokenizers()) {
      int[] all = tokenizer.encode(settings.initializer()).ids();
      int[] empty = tokenizer.encode("").ids();
      int end = 1;
      while (end < all.length && all[end] != empty[1]) {
        end++;
      }
      if (end == 1) {
        throw LatentmillException.user(
            "the initializer \"%s\" has no token", settings.initializer());
      }
      ids.add(Arrays.copyOfRange(all, 1, end));
    }
    return ids;
  }

  /** Whether all steps are done. */
  public boolean done() {
    return trainer.steps() >= settings.steps();
  }

  /**
   * The next step. A skipped one, whose gradients overflowed, is made again with a smaller scale.
   *
   * @throws LatentmillException (user) naming the step if the loss is not a number
   */
  public StepReport step() {
    StepReport report = trainer.step(batches.of(trainer.steps() + 1));
    reports.add(report);
    return report;
  }

  /** The files of the adapter as it is now: its moving average, if there is one. */
  public List<TrainedFile> files(JsonNode unetConfig) {
    return new TrainedFiles(trainer.parameters(), values()).of(part, unetConfig, settings.token());
  }

  /** An image for every prompt of the samples, by the adapter as it is now. */
  public List<RgbImage> draw() {
    return samples.draw(manager, part.place(values()));
  }

  private NDArray values() {
    return trainer.average().map(MovingAverage::values).orElse(trainer.parameters().values());
  }

  /** The reports of all steps so far. */
  public List<StepReport> reports() {
    return List.copyOf(reports);
  }

  /** For checkpoints. */
  public Trainer trainer() {
    return trainer;
  }

  /** Goes on with the reports of a checkpoint that the trainer was restored from. */
  public void resume(List<StepReport> stored) {
    reports.clear();
    reports.addAll(stored);
  }

  @Override
  public void close() {
    trainer.close();
    part.close();
    manager.close();
  }
}
