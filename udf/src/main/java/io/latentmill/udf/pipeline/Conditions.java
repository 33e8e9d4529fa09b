package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.pipeline.text.BatchText;
import io.latentmill.udf.pipeline.text.EncodedPrompt;
import io.latentmill.udf.pipeline.text.PromptKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.IpAdapterUse;
import io.latentmill.udf.request.T2iAdapterUse;
import io.latentmill.udf.sampling.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the network is told besides the latents, computed once for a batch before its first step:
 * texts, keys and values, timestep projections, encoded hints.
 *
 * @param side the networks that take part
 */
record Conditions(
    PipelineParts parts,
    GenerationObserver observer,
    NDManager scope,
    Batch batch,
    SideNetworks side,
    Trajectory trajectory) {

  /** Every row's prompt, and of a guided batch every negative prompt before them. */
  BatchText encodeTexts() {
    List<EncodedPrompt> perRow = new ArrayList<>();
    if (guided()) {
      for (int i = 0; i < negatives(); i++) {
        batch.rows().forEach(row -> perRow.add(encode(row, PromptKey.negative(row.request()))));
      }
    }
    batch.rows().forEach(row -> perRow.add(encode(row, PromptKey.positive(row.request()))));
    BatchText text =
        parts.unet().adaptsRows() ? BatchText.ofEach(scope, perRow) : BatchText.of(scope, perRow);
    observer.onText(
        perRow.subList(perRow.size() - batch.rows().size(), perRow.size()).stream()
            .flatMap(prompt -> prompt.ids().stream())
            .toList(),
        text.hidden().get(text.rows()));
    return text;
  }

  /** How often a guided row's negative prompt is asked: without an image too, if one is edited. */
  private int negatives() {
    return parts.edits() ? 2 : 1;
  }

  /** The network with the conditions of this batch. */
  Denoiser denoiser(BatchText text) {
    UnetConfig unet = parts.config().unet();
    Optional<NDArray> timeIds = timeIds();
    NDList guidanceEmbedding = new NDList();
    unet.guidanceChannels()
        .ifPresent(
            width -> guidanceEmbedding.add(GuidanceEmbedding.of(scope, batch.requests(), width)));
    NDList added = new NDList();
    timeIds.ifPresent(
        ids -> {
          NDArray pooled = text.pooledRows();
          observer.onAdded(pooled, ids);
          added.add(parts.unet().added(scope, pooled, ids));
        });
    return new Denoiser(
        parts.unet(),
        withImages(parts.unet().context(scope, text.hidden(), text.rows()), text),
        TimeProjections.of(
            scope, parts.unet()::time, trajectory.timesteps(), guidanceEmbedding, added),
        controls(text, timeIds),
        features(),
        guided()
            ? Optional.of(Guidance.of(scope, batch.requests(), parts.edits()))
            : Optional.empty(),
        guidedSteps(),
        observer);
  }

  /** Keys and values of every layer: those of the text, and behind them those of images. */
  private NDList withImages(NDList layers, BatchText text) {
    List<NDList> images = imagePrompts((int) text.rows().size());
    if (images.isEmpty()) {
      return layers;
    }
    NDList all = new NDList();
    for (int i = 0; i < layers.size(); i += 2) {
      all.addAll(layers.subList(i, i + 2));
      for (NDList image : images) {
        all.addAll(image.subList(i, i + 2));
      }
    }
    return all;
  }

  /** What each IP-Adapter adds to the layers, for the rows of negative prompts too. */
  private List<NDList> imagePrompts(int rows) {
    List<NDList> prompts = new ArrayList<>();
    List<String> paths = side.ipAdapters();
    for (int i = 0; i < paths.size(); i++) {
      int place = i;
      List<RgbImage> images = batch.images().stream().map(row -> row.prompts().get(place)).toList();
      float[] scales = new float[images.size()];
      for (int row = 0; row < scales.length; row++) {
        IpAdapterUse use = batch.requests().get(row).conditioning().ipAdapters().get(place);
        scales[row] = (float) use.scale();
      }
      prompts.add(
          parts.ipAdapters().context(scope, paths.get(i), images, scales, rows - scales.length));
    }
    return prompts;
  }

  /** A U-Net that was distilled with guidance is told its scale instead. */
  private boolean guided() {
    return batch.key().get(BatchPart.GUIDED).isPresent()
        && parts.config().unet().guidanceChannels().isEmpty();
  }

  private Interval guidedSteps() {
    return batch
        .key()
        .get(BatchPart.GUIDED)
        .map(it -> new Interval(it.start(), it.end()))
        .orElse(new Interval(0, 1));
  }

  private EncodedPrompt encode(ReadyRow row, PromptKey key) {
    return parts.prompts().encode(key.inChunks(row.chunks()));
  }

  private Optional<NDArray> timeIds() {
    if (!parts.config().pooled()) {
      return Optional.empty();
    }
    int negatives = guided() ? negatives() : 0;
    boolean aesthetic = parts.config().aestheticScore();
    return Optional.of(TimeIds.of(scope, batch.requests(), aesthetic, negatives));
  }

  private List<ActiveControl> controls(BatchText text, Optional<NDArray> timeIds) {
    List<ActiveControl> controls = new ArrayList<>();
    for (ControlGroup group : ControlGroup.of(side.controls())) {
      ControlNet network = parts.controlNets().get(group.first().model());
      group.check(network.kinds());
      NDList maps = new NDList();
      for (int place : group.places()) {
        maps.add(network.hint(scope, hints(place)));
      }
      NDList added = new NDList();
      timeIds.ifPresent(ids -> added.add(network.added(scope, text.pooledRows(), ids)));
      if (network.kinds() > 0) {
        NDArray told = group.kinds(scope, text.rows().size(), network.kinds());
        NDArray kinds = network.kinds(scope, told);
        added.add(added.isEmpty() ? kinds : added.remove(0).add(kinds));
      }
      controls.add(
          new ActiveControl(
              network,
              group.shown(maps),
              network.context(scope, text.hidden(), text.rows()),
              TimeProjections.of(scope, network::time, trajectory.timesteps(), new NDList(), added),
              group.scale(),
              group.first().guesses(),
              new Interval(group.first().start(), group.first().end())));
    }
    return controls;
  }

  /** What each T2I-Adapter adds, and for how long: its share of the steps, rounded down. */
  private List<ActiveFeatures> features() {
    List<ActiveFeatures> all = new ArrayList<>();
    List<BatchPart.T2iAdapter> uses = side.t2iAdapters();
    for (int i = 0; i < uses.size(); i++) {
      int place = i;
      float[] scales = new float[batch.rows().size()];
      for (int row = 0; row < scales.length; row++) {
        T2iAdapterUse use = batch.requests().get(row).conditioning().t2iAdapters().get(place);
        scales[row] = (float) use.scale();
      }
      List<RgbImage> images = batch.images().stream().map(row -> row.guides().get(place)).toList();
      double factor = uses.get(i).factor();
      all.add(
          new ActiveFeatures(
              parts.t2iAdapters().features(scope, uses.get(i).path(), images, scales),
              factor < 1 ? (int) (batch.key().steps() * factor) : Integer.MAX_VALUE));
    }
    return all;
  }

  /** The hint images of a ControlNet, [B, 3, H, W] in 0..1. */
  private NDArray hints(int control) {
    Shape shape = new Shape(1, 3, batch.key().size().height(), batch.key().size().width());
    NDList images = new NDList();
    for (ReadyRow row : batch.rows()) {
      float[] values = row.images().hints().get(control).values();
      images.add(scope.create(values, shape));
    }
    return NDArrays.concat(images, 0);
  }
}
