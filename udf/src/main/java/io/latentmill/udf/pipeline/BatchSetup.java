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
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.BatchPart;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.sampling.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is computed once for a batch before its first step: texts, keys and values, timestep
 * projections, encoded hints.
 *
 * @param batch all rows, vacancies included
 */
record BatchSetup(
    PipelineParts parts,
    GenerationObserver observer,
    NDManager scope,
    List<ReadyRow> batch,
    BatchKey key,
    Trajectory trajectory) {

  Denoiser denoiser() {
    UnetConfig unet = parts.config().unet();
    BatchText text = text();
    Optional<NDArray> timeIds = timeIds(text);
    NDList guidanceEmbedding = new NDList();
    unet.guidanceChannels()
        .ifPresent(width -> guidanceEmbedding.add(GuidanceEmbedding.of(scope, requests(), width)));
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
        guided() ? Optional.of(Guidance.of(scope, requests())) : Optional.empty(),
        guidedSteps(),
        observer);
  }

  /** A U-Net that was distilled with guidance is told its scale instead. */
  private boolean guided() {
    return key.get(BatchPart.GUIDED).isPresent()
        && parts.config().unet().guidanceChannels().isEmpty();
  }

  private Interval guidedSteps() {
    return key.get(BatchPart.GUIDED)
        .map(it -> new Interval(it.start(), it.end()))
        .orElse(new Interval(0, 1));
  }

  private List<GenerationRequest> requests() {
    return batch.stream().map(ReadyRow::request).toList();
  }

  private BatchText text() {
    List<EncodedPrompt> perRow = new ArrayList<>();
    if (guided()) {
      batch.forEach(row -> perRow.add(encode(row, PromptKey.negative(row.request()))));
    }
    batch.forEach(row -> perRow.add(encode(row, PromptKey.positive(row.request()))));
    BatchText text = BatchText.of(scope, perRow);
    observer.onText(
        perRow.subList(perRow.size() - batch.size(), perRow.size()).stream()
            .flatMap(prompt -> prompt.ids().stream())
            .toList(),
        text.hidden().get(text.rows()));
    return text;
  }

  private EncodedPrompt encode(ReadyRow row, PromptKey key) {
    return parts.prompts().encode(key.inChunks(row.chunks()));
  }

  private Optional<NDArray> timeIds(BatchText text) {
    if (!parts.config().pooled()) {
      return Optional.empty();
    }
    int negatives = guided() ? batch.size() : 0;
    boolean aesthetic = parts.config().aestheticScore();
    int rows = (int) text.rows().size();
    return Optional.of(TimeIds.of(scope, key.size(), aesthetic, rows, negatives));
  }

  private List<Control> controls(BatchText text, Optional<NDArray> timeIds) {
    List<Control> controls = new ArrayList<>();
    for (int i = 0; i < key.controls().size(); i++) {
      BatchPart.Control use = key.controls().get(i);
      ControlNet network = parts.controlNets().get(use.model());
      NDList added = new NDList();
      timeIds.ifPresent(ids -> added.add(network.added(scope, text.pooledRows(), ids)));
      controls.add(
          new Control(
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
    NDList images = new NDList();
    for (ReadyRow row : batch) {
      float[] values = ImageTensors.unit(row.images().hints().get(control));
      images.add(scope.create(values, new Shape(1, 3, key.size().height(), key.size().width())));
    }
    return NDArrays.concat(images, 0);
  }
}
