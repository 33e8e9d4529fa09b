package io.latentmill.job.cli.options;

import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.PipelineLoader;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.training.adapter.AdapterSettings;
import io.latentmill.udf.training.adapter.Method;
import io.latentmill.udf.training.optimizer.ScheduleShape;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** How adapters are trained. Defaults are those of diffusers' training scripts where they agree. */
public final class TrainingOptions {
  private static final String EVALUATE = "evaluate";

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      required = true,
      converter = ChoiceByLabel.class,
      description =
          "lora, textual-inversion, controlnet or full; evaluate: trains nothing and writes every"
              + " example's denoising loss.")
  private Choice method;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "4",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of a LoRA, whose alpha is the same. The column rank wins.")
  private int rank;

  @Option(
      names = "--train-text-encoder",
      description = "Lets a LoRA change the attentions of the text encoders too.")
  private boolean textEncoder;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "1000",
      showDefaultValue = Visibility.ALWAYS,
      description = "Steps of the optimiser. The column steps wins.")
  private int steps;

  @Option(
      names = "--train-batch-size",
      paramLabel = "N",
      defaultValue = "4",
      showDefaultValue = Visibility.ALWAYS,
      description = "Examples that the networks see at once.")
  private int batchSize;

  @Option(
      names = "--accumulate",
      paramLabel = "N",
      defaultValue = "1",
      showDefaultValue = Visibility.ALWAYS,
      description = "Batches whose gradients make one step.")
  private int accumulate;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      description =
          "At the end of the warm-up. Without it: 1e-4, of a ControlNet 5e-6. The column"
              + " learning_rate wins.")
  private Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "SHAPE",
      defaultValue = "constant",
      showDefaultValue = Visibility.ALWAYS,
      converter = ShapeByLabel.class,
      description = "Of the learning rate after its warm-up: constant, linear or cosine.")
  private ScheduleShape schedule;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Steps in which the learning rate rises from zero.")
  private int warmup;

  @Option(
      names = "--weight-decay",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      showDefaultValue = Visibility.ALWAYS,
      description = "AdamW's.")
  private double weightDecay;

  @Option(
      names = "--clip-norm",
      paramLabel = "NORM",
      defaultValue = "1",
      showDefaultValue = Visibility.ALWAYS,
      description = "Longer gradients are shortened to it.")
  private double clipNorm;

  @Option(
      names = "--ema-decay",
      paramLabel = "SHARE",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of a moving average, which is saved then; 0: none.")
  private double emaDecay;

  @Option(
      names = "--min-snr-gamma",
      paramLabel = "GAMMA",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Weighs timesteps by min-SNR; 5 is recommended, 0: all alike.")
  private double minSnrGamma;

  @Option(
      names = "--noise-offset",
      paramLabel = "SIZE",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Shifts each channel's noise, for very dark and very bright images.")
  private double noiseOffset;

  @Option(
      names = "--caption-dropout",
      paramLabel = "SHARE",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of examples whose caption is left out, for guidance.")
  private double captionDropout;

  @Option(
      names = "--resolution",
      paramLabel = "PIXELS",
      description =
          "Side of the squares that images are resized and cropped to. Without it: the model's.")
  private Integer resolution;

  @Option(names = "--flip", description = "Mirrors half of the examples.")
  private boolean flip;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of everything random: the same examples and options give the same adapter.")
  private long seed;

  @Option(
      names = "--token",
      paramLabel = "WORD",
      defaultValue = "<concept>",
      showDefaultValue = Visibility.ALWAYS,
      description = "The word that textual inversion learns; captions name it.")
  private String token;

  @Option(
      names = "--vectors",
      paramLabel = "N",
      defaultValue = "1",
      showDefaultValue = Visibility.ALWAYS,
      description = "Of that word.")
  private int vectors;

  @Option(
      names = "--initializer",
      paramLabel = "WORD",
      defaultValue = "image",
      showDefaultValue = Visibility.ALWAYS,
      description = "A known word that it starts as.")
  private String initializer;

  /** Whether losses are asked for, and no training. */
  public boolean evaluates() {
    return method.trained().isEmpty();
  }

  public long seed() {
    return seed;
  }

  public int batchSize() {
    return batchSize;
  }

  /** The settings, with the resolution of the model where none is asked for. */
  public AdapterSettings settings(PipelineSpec pipeline, Configuration configuration) {
    Method trained = method.trained().orElseThrow();
    return new AdapterSettings(
        trained,
        rank,
        textEncoder,
        steps,
        batchSize,
        accumulate,
        Optional.ofNullable(learningRate).orElse(trained.learningRate()),
        schedule,
        warmup,
        weightDecay,
        clipNorm,
        emaDecay,
        minSnrGamma,
        noiseOffset,
        captionDropout,
        resolution(pipeline, configuration),
        flip,
        seed,
        token,
        vectors,
        initializer);
  }

  /** The model's where none is asked for. */
  public int resolution(PipelineSpec pipeline, Configuration configuration) {
    return Optional.ofNullable(resolution).orElseGet(() -> side(pipeline, configuration));
  }

  private static int side(PipelineSpec pipeline, Configuration configuration) {
    ImageSize size = ModelConfig.of(PipelineLoader.open(pipeline, configuration)).defaultSize();
    return size.width();
  }

  /** A method of training, or none: evaluation. */
  private record Choice(Optional<Method> trained) {}

  private static final class ChoiceByLabel extends Labelled<Choice> {
    ChoiceByLabel() {
      super(
          label ->
              new Choice(
                  label.equals(EVALUATE) ? Optional.empty() : Optional.of(Method.ofLabel(label))));
    }
  }

  private static final class ShapeByLabel extends Labelled<ScheduleShape> {
    ShapeByLabel() {
      super(ScheduleShape::ofLabel);
    }
  }
}
