package io.latentmill.udf.pipeline;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.image.ImageTensors;
import io.latentmill.udf.model.ControlNet;
import io.latentmill.udf.model.UnetConfig;
import io.latentmill.udf.pipeline.text.BatchText;
import io.latentmill.udf.pipeline.text.EncodedPrompt;
import io.latentmill.udf.pipeline.text.PromptKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.sampling.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the network is told besides the latents, computed once for a batch before its first step:
 * texts, keys and values, timestep projections, encoded hints.
 *
 * @param uses the ControlNets that take part
 */
record Conditions(
    PipelineParts parts,
    GenerationObserver observer,
    NDManager scope,
    Batch batch,
    List<BatchPart.Control> uses,
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
    BatchText text = BatchText.of(scope, perRow);
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
        parts.unet().context(scope, text.hidden(), text.rows()),
        TimeProjections.of(
            scope, parts.unet()::time, trajectory.timesteps(), guidanceEmbedding, added),
        controls(text, timeIds),
        guided()
            ? Optional.of(Guidance.of(scope, batch.requests(), parts.edits()))
            : Optional.empty(),
        guidedSteps(),
        observer);
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
    for (int i = 0; i < uses.size(); i++) {
      BatchPart.Control use = uses.get(i);
      ControlNet network = parts.controlNets().get(use.model());
      NDList added = new NDList();
      timeIds.ifPresent(ids -> added.add(network.added(scope, text.pooledRows(), ids)));
      controls.add(
          new ActiveControl(
              network,
              network.hint(scope, hints(i)),
              network.context(scope, text.hidden(), text.rows()),
              TimeProjections.of(scope, network::time, trajectory.timesteps(), new NDList(), added),
              use.scale(),
              new Interval(use.start(), use.end())));
    }
    return controls;
  }

  /** The hint images of a ControlNet, [B, 3, H, W] in 0..1. */
  private NDArray hints(int control) {
    Shape shape = new Shape(1, 3, batch.key().size().height(), batch.key().size().width());
    NDList images = new NDList();
    for (ReadyRow row : batch.rows()) {
      float[] values = ImageTensors.unit(row.images().hints().get(control));
      images.add(scope.create(values, shape));
    }
    return NDArrays.concat(images, 0);
  }
}
