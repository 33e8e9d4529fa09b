package io.latentmill.udf.pipeline;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.latentmill.udf.model.Autoencoder;
import io.latentmill.udf.model.ClipText;
import io.latentmill.udf.model.ClipTextConfig;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.model.NamedWeights;
import io.latentmill.udf.model.Placement;
import io.latentmill.udf.model.Unet;
import io.latentmill.udf.pipeline.adapter.IpAdapters;
import io.latentmill.udf.pipeline.adapter.T2iAdapters;
import io.latentmill.udf.pipeline.load.HostCache;
import io.latentmill.udf.pipeline.load.PipelineSpec;
import io.latentmill.udf.pipeline.load.RowFiles;
import io.latentmill.udf.pipeline.text.PromptEncoder;
import io.latentmill.udf.pipeline.text.TextEncoder;
import io.latentmill.udf.sampling.config.SchedulerConfig;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.text.TokenizerFiles;
import io.latentmill.udf.torch.ComputeType;
import io.latentmill.udf.torch.Torch;
import io.latentmill.udf.weights.Checkpoint;
import io.latentmill.udf.weights.Component;
import io.latentmill.udf.weights.LoneNetwork;
import io.latentmill.udf.weights.ModelFiles;
import io.latentmill.udf.weights.TensorSource;
import io.latentmill.udf.weights.lora.LoraTargets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** From a checkpoint to a pipeline on a device. What fails halfway leaves nothing behind. */
public final class PipelineLoader {
  private final Checkpoint checkpoint;
  private final RowFiles files;
  private final Configuration configuration;
  private final Placement placement;

  private PipelineLoader(
      Checkpoint checkpoint, RowFiles files, Configuration configuration, Placement placement) {
    this.checkpoint = checkpoint;
    this.files = files;
    this.configuration = configuration;
    this.placement = placement;
  }

  /**
   * Loads a pipeline. Files of remote file systems are brought to this host first, see {@link
   * HostCache}.
   *
   * @throws io.latentmill.udf.request.LatentmillException (model) naming file and tensor when the
   *     checkpoint cannot be run
   */
  public static StableDiffusion load(
      PipelineSpec spec, Device device, Configuration configuration) {
    Torch.configure();
    Placement customary = Placement.customary(device);
    Placement placement = new Placement(device, spec.computeType().orElse(customary.type()));
    ModelFiles files = HostCache.files(configuration);
    PipelineSpec local = spec.localised(path -> files.localise(new Path(path)).toString());
    return new PipelineLoader(
            open(local, configuration), new RowFiles(files), configuration, placement)
        .load(local);
  }

  /** How much memory a pipeline's weights will take on a device. */
  public static long bytes(PipelineSpec spec, Device device, Configuration configuration) {
    ComputeType type = spec.computeType().orElseGet(() -> Placement.customary(device).type());
    long elements = elements(open(spec, configuration));
    return (elements + spec.refinerSpec().map(it -> elements(open(it, configuration))).orElse(0L))
        * type.bytes();
  }

  private static long elements(Checkpoint checkpoint) {
    long elements = 0;
    for (Component component : Component.values()) {
      if (component.hasWeights() && checkpoint.has(component)) {
        try (TensorSource weights = checkpoint.weights(component)) {
          for (String name : weights.names()) {
            elements += weights.info(name).elements();
          }
        }
      }
    }
    return elements;
  }

  /** Opens the checkpoint of a pipeline, without loading it. */
  public static Checkpoint open(PipelineSpec spec, Configuration configuration) {
    Checkpoint checkpoint =
        Checkpoint.open(
            new Path(spec.modelPath()), spec.modelConfigPath().map(Path::new), configuration);
    return spec.textEncoderPath()
        .map(path -> Checkpoint.open(new Path(path), Optional.empty(), configuration))
        .map(checkpoint::withTextOf)
        .orElse(checkpoint);
  }

  /** The scheduler of a checkpoint as its family's pipeline uses it. */
  public static SchedulerConfig scheduler(Checkpoint checkpoint, ModelConfig config) {
    SchedulerConfig scheduler = SchedulerConfig.of(checkpoint.config(Component.SCHEDULER));
    return config.correctsScheduler() ? scheduler.asStableDiffusion() : scheduler;
  }

  private StableDiffusion load(PipelineSpec spec) {
    ModelConfig config = ModelConfig.of(checkpoint);
    PartsCheck.require(new PartsCheck(checkpoint, config).faults());
    Owner owner = new Owner();
    try {
      PipelineParts parts = parts(config, spec.vaePath(), owner);
      return new StableDiffusion(
          spec.refinerSpec()
              .map(refiner -> open(refiner, configuration))
              .map(it -> new PipelineLoader(it, files, configuration, placement))
              .map(it -> it.refining(parts, checkpoint.describe(), owner))
              .orElse(parts),
          owner);
    } catch (RuntimeException e) {
      owner.close();
      throw e;
    }
  }

  /** A model's components with this one as its refiner. */
  private PipelineParts refining(PipelineParts parts, String model, Owner owner) {
    ModelConfig config = ModelConfig.of(checkpoint);
    PartsCheck.require(new PartsCheck(checkpoint, config).faults());
    PartsCheck.require(RefinerCheck.faults(model, parts.config(), checkpoint.describe(), config));
    List<TextEncoder> encoders = encoders(config, owner);
    Unet unet = owner.keep(unet(config));
    PromptEncoder prompts = owner.keep(prompts(config, encoders, parts.manager()));
    return parts.refinedBy(config, scheduler(checkpoint, config), prompts, unet);
  }

  /** The components; whoever owns them has each as soon as it is loaded. */
  private PipelineParts parts(ModelConfig config, Optional<String> vae, Owner owner) {
    SchedulerConfig scheduler = scheduler(checkpoint, config);
    NDManager manager = owner.keep(NDManager.newBaseManager(placement.device(), Torch.ENGINE));
    List<TextEncoder> encoders = encoders(config, owner);
    Unet unet = owner.keep(unet(config));
    Autoencoder autoencoder = owner.keep(vae.map(this::elsewhere).orElseGet(this::autoencoder));
    PromptEncoder prompts = owner.keep(prompts(config, encoders, manager));
    ControlNets controlNets = owner.keep(controlNets(config));
    IpAdapters ipAdapters =
        owner.keep(
            new IpAdapters(
                config.unet(), placement, files, configuration, manager.newSubManager()));
    T2iAdapters t2iAdapters =
        owner.keep(new T2iAdapters(config.unet(), placement, files, configuration));
    LoraTargets targets = LoraTargets.of(checkpoint);
    Adapters adapters = owner.keep(adapters(config, encoders, unet, targets));
    RowAdapters rowAdapters = owner.keep(new RowAdapters(unet, targets, files, configuration));
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
        Optional.empty());
  }

  private List<TextEncoder> encoders(ModelConfig config, Owner owner) {
    List<TextEncoder> encoders = new ArrayList<>();
    for (ModelConfig.EncoderPlace place : config.encoders()) {
      encoders.add(owner.keep(textEncoder(place)));
    }
    return encoders;
  }

  private PromptEncoder prompts(ModelConfig config, List<TextEncoder> encoders, NDManager manager) {
    return new PromptEncoder(config, encoders, manager.newSubManager(), files, configuration);
  }

  private ControlNets controlNets(ModelConfig config) {
    return new ControlNets(
        config.unet(),
        checkpoint.config(Component.UNET),
        placement,
        files,
        () -> checkpoint.weights(Component.UNET),
        configuration);
  }

  private Adapters adapters(
      ModelConfig config, List<TextEncoder> encoders, Unet unet, LoraTargets targets) {
    Map<Component, NamedWeights> weights = new EnumMap<>(Component.class);
    weights.put(Component.UNET, unet.weights());
    for (int i = 0; i < encoders.size(); i++) {
      weights.put(config.encoders().get(i).encoder(), encoders.get(i).encoder().weights());
    }
    return new Adapters(weights, targets, files, configuration);
  }

  private TextEncoder textEncoder(ModelConfig.EncoderPlace place) {
    String name = place.encoder().folder();
    ClipTextConfig config = ClipTextConfig.of(name, checkpoint.config(place.encoder()));
    ClipTokenizer tokenizer =
        ClipTokenizer.of(tokenizerFiles(checkpoint, place), config.positions());
    try (TensorSource weights = checkpoint.weights(place.encoder())) {
      return new TextEncoder(tokenizer, ClipText.load(config, weights, placement));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  static TokenizerFiles tokenizerFiles(Checkpoint checkpoint, ModelConfig.EncoderPlace place) {
    Component component = place.tokenizer();
    return TokenizerFiles.of(
        checkpoint.describe() + "/" + component.folder(),
        name -> checkpoint.text(component.path(name)));
  }

  private Unet unet(ModelConfig config) {
    try (TensorSource weights = checkpoint.weights(Component.UNET)) {
      return Unet.load(config.unet(), weights, placement);
    }
  }

  private Autoencoder autoencoder() {
    try (TensorSource weights = checkpoint.weights(Component.VAE)) {
      return autoencoder("vae", checkpoint.config(Component.VAE), weights);
    }
  }

  private Autoencoder elsewhere(String path) {
    LoneNetwork folder =
        LoneNetwork.open(new Path(path), checkpoint.config(Component.VAE), configuration);
    try (TensorSource weights = folder.weights()) {
      return autoencoder(folder.describe(), folder.config(), weights);
    }
  }

  private Autoencoder autoencoder(String name, JsonNode config, TensorSource weights) {
    PartsCheck parts = new PartsCheck(checkpoint, ModelConfig.of(checkpoint));
    PartsCheck.require(parts.faults(name, config));
    return Autoencoder.load(name, config, weights, placement);
  }
}
