package io.latentmill.udf.training.adapter;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.latentmill.udf.pipeline.Networks;
import io.latentmill.udf.text.ClipTokenizer;
import io.latentmill.udf.training.network.TextConditioner;
import io.latentmill.udf.training.network.TextInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All captions of a training, each kept once: encoded, or as token ids where the text is trained.
 * Its arrays belong to the manager that it was made with.
 */
final class CaptionTable {
  /** The number of the empty caption, which dropped ones become. */
  static final int EMPTY = 0;

  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<TextInput> texts = new ArrayList<>();
  private final NDManager manager;
  private final Networks networks;
  private final List<ClipTokenizer> tokenizers;
  private final boolean trained;

  /**
   * A table of the empty caption.
   *
   * @param tokenizers of the text encoders, with the word that is learned, if one is
   * @param trained whether captions are encoded at every step
   */
  CaptionTable(
      NDManager manager, Networks networks, List<ClipTokenizer> tokenizers, boolean trained) {
    this.manager = manager;
    this.networks = networks;
    this.tokenizers = tokenizers;
    this.trained = trained;
    number("");
  }

  /** The caption's number. */
  int number(String caption) {
    return numbers.computeIfAbsent(
        caption,
        text -> {
          texts.add(input(text));
          return texts.size() - 1;
        });
  }

  private TextInput input(String caption) {
    NDList ids = new NDList();
    for (ClipTokenizer tokenizer : tokenizers) {
      long[] tokens = Arrays.stream(tokenizer.encode(caption).ids()).asLongStream().toArray();
      ids.add(manager.create(tokens, new Shape(1, tokens.length)));
    }
    return trained
        ? new TextInput.TokenIds(ids)
        : TextConditioner.frozen(networks.config(), networks.encoders()).encode(manager, ids);
  }

  /** The captions of a batch. */
  TextInput batch(NDManager scope, int... captions) {
    List<TextInput> rows = Arrays.stream(captions).mapToObj(texts::get).toList();
    if (trained) {
      NDList ids = new NDList();
      for (int i = 0; i < tokenizers.size(); i++) {
        int encoder = i;
        ids.add(
            joined(
                scope,
                rows.stream().map(row -> ((TextInput.TokenIds) row).ids().get(encoder)).toList()));
      }
      return new TextInput.TokenIds(ids);
    }
    List<TextInput.Encoded> encoded = rows.stream().map(TextInput.Encoded.class::cast).toList();
    return new TextInput.Encoded(
        joined(scope, encoded.stream().map(TextInput.Encoded::hidden).toList()),
        encoded.get(0).pooled().isEmpty()
            ? Optional.empty()
            : Optional.of(
                joined(scope, encoded.stream().map(row -> row.pooled().orElseThrow()).toList())));
  }

  private static NDArray joined(NDManager scope, List<NDArray> rows) {
    NDArray whole = NDArrays.concat(new NDList(rows), 0);
    whole.attach(scope);
    return whole;
  }
}
