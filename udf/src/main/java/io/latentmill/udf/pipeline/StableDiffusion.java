package io.latentmill.udf.pipeline;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import io.latentmill.udf.model.ModelConfig;
import io.latentmill.udf.pipeline.failure.EngineFailure;
import io.latentmill.udf.pipeline.text.TextEncoder;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.LoraUse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Stable Diffusion on one device. A device runs one batch at a time: calls wait for each other,
 * having read their rows' images. Whoever loaded it closes it.
 *
 * <p>A row's image is the same alone or in any batch: it draws its own noise, its prompt is encoded
 * alone, and batches are filled up to their planned size.
 */
public final class StableDiffusion implements AutoCloseable {
  private final PipelineParts parts;
  private final Owner owner;

  StableDiffusion(PipelineParts parts, Owner owner) {
    this.parts = parts;
    this.owner = owner;
  }

  /** What the model's family is and asks for. */
  public ModelConfig config() {
    return parts.config();
  }

  /** The device it runs on. */
  public Device device() {
    return parts.manager().getDevice();
  }

  /**
   * Generates a batch.
   *
   * @param requests rows; those that cannot be denoised together run one group after another
   * @param plannedSize rows that the network sees at once; vacancies are filled up with copies
   */
  public BatchResult generate(List<GenerationRequest> requests, int plannedSize) {
    return generate(requests, plannedSize, LoraUse.MERGED);
  }

  /** As {@link #generate(List, int)}, with LoRAs in the way that the plan has chosen. */
  public BatchResult generate(List<GenerationRequest> requests, int plannedSize, LoraUse loras) {
    return generateNext(read(requests), plannedSize, loras, GenerationObserver.NONE);
  }

  /** As {@link #generate(List, int)}, with an observer. */
  public BatchResult generate(
      List<GenerationRequest> requests, int plannedSize, GenerationObserver observer) {
    return generateNext(read(requests), plannedSize, LoraUse.MERGED, observer);
  }

  private List<RowInput> read(List<GenerationRequest> requests) {
    return requests.stream().map(request -> RowInput.read(request, parts)).toList();
  }

  private synchronized BatchResult generateNext(
      List<RowInput> inputs, int plannedSize, LoraUse loras, GenerationObserver observer) {
    Stopwatch watch = new Stopwatch();
    Map<BatchKey, List<Integer>> groups = new LinkedHashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      BatchKey key = loras.key(inputs.get(i).request());
      groups.computeIfAbsent(key, each -> new ArrayList<>()).add(i);
    }
    GenerationResult[] results = new GenerationResult[inputs.size()];
    BatchTimings timings = BatchTimings.ZERO;
    for (List<Integer> group : groups.values()) {
      List<RowInput> rows = group.stream().map(inputs::get).toList();
      BatchResult result = runGroup(rows, plannedSize, loras, observer);
      timings = timings.plus(result.timings());
      for (int i = 0; i < group.size(); i++) {
        results[group.get(i)] = result.results().get(i);
      }
    }
    parts.prompts().trim();
    parts.refiner().ifPresent(refiner -> refiner.prompts().trim());
    parts.controlNets().trim();
    parts.ipAdapters().trim();
    parts.t2iAdapters().trim();
    return new BatchResult(Arrays.asList(results), timings.plus(BatchTimings.device(watch.lap())));
  }

  private BatchResult runGroup(
      List<RowInput> rows, int plannedSize, LoraUse loras, GenerationObserver observer) {
    boolean byRow = loras == LoraUse.BY_ROW;
    boolean changed = true;
    try {
      changed = parts.adapters().apply(byRow ? List.of() : rows.get(0).request().loras());
    } catch (LatentmillException e) {
      return failed(rows, e);
    } catch (EngineException e) {
      return failed(rows, EngineFailure.of(e));
    } finally {
      // Also after any other failure: the text encoders are not those that encoded what is known.
      if (changed) {
        parts.prompts().forget(parts.adapters().words());
      }
    }
    return BatchRun.of(byRow ? parts.adaptingRows() : parts, observer, rows, plannedSize);
  }

  private static BatchResult failed(List<RowInput> rows, LatentmillException cause) {
    return BatchResult.failed(rows.stream().map(RowInput::request).toList(), cause);
  }

  /**
   * Does parts of its work by themselves, without any LoRA, while nobody else has the device.
   *
   * @param work what is done; it keeps nothing that {@link Stages} gives
   */
  public synchronized <T> T stage(Function<Stages, T> work) {
    if (parts.adapters().apply(List.of())) {
      parts.prompts().forget(parts.adapters().words());
    }
    T result = work.apply(new Stages(parts));
    parts.prompts().trim();
    return result;
  }

  /** Its networks as the checkpoint has them: LoRAs that a batch left merged are taken out. */
  public synchronized Networks networks() {
    if (parts.adapters().apply(List.of())) {
      parts.prompts().forget(parts.adapters().words());
    }
    List<TextEncoder> encoders = parts.prompts().encoders();
    return new Networks(
        parts.config(),
        parts.scheduler(),
        encoders.stream().map(TextEncoder::tokenizer).toList(),
        encoders.stream().map(TextEncoder::encoder).toList(),
        parts.unet(),
        parts.autoencoder());
  }

  @Override
  public synchronized void close() {
    owner.close();
  }
}
