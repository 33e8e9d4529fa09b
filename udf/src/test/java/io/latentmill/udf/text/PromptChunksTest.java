package io.latentmill.udf.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.latentmill.udf.request.PromptSyntax;
import io.latentmill.udf.text.PromptChunks.WeightedChunk;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PromptChunksTest {
  private static final int START = 49406;
  private static final int END = 49407;
  private static final int CAT = 2368;
  private static final int DOG = 1929;
  private static final int COMMA = 267;
  private static final ClipTokenizer CLIP = Tokenizers.open("clip-tokenizer");

  @AfterAll
  static void close() {
    CLIP.close();
  }

  @Test
  void aPlainPromptIsOneChunkWithoutWeights() {
    PromptChunks chunks = CLIP.chunks("(cat:1.5) cat++ ".repeat(30), PromptSyntax.PLAIN);
    assertThat(chunks.chunks()).hasSize(1);
    assertThat(chunks.truncated()).isTrue();
    assertThat(chunks.weighting()).isEqualTo(Weighting.NONE);
    assertThat(chunks.chunks().get(0).weights()).hasSize(77).containsOnly(1);
  }

  @Test
  void aLongPromptFillsChunksOf75Tokens() {
    PromptChunks chunks = CLIP.chunks("cat ".repeat(80), PromptSyntax.LONG);
    assertThat(chunks.truncated()).isFalse();
    assertThat(chunks.weighting()).isEqualTo(Weighting.NONE);
    assertThat(chunks.chunks()).hasSize(2);
    assertThat(ids(chunks, 0)).containsExactly(sequence(repeat(CAT, 75)));
    assertThat(ids(chunks, 1)).containsExactly(sequence(repeat(CAT, 5)));
    assertThat(CLIP.chunks("cat ".repeat(75), PromptSyntax.LONG).chunks()).hasSize(1);
  }

  @Test
  void theEmptyPromptIsOneEmptyChunk() {
    for (PromptSyntax syntax : PromptSyntax.values()) {
      PromptChunks chunks = CLIP.chunks("", syntax);
      assertThat(chunks.chunks()).hasSize(1);
      assertThat(ids(chunks, 0)).isEqualTo(CLIP.emptyChunk().ids()).isEqualTo(sequence());
    }
  }

  @Test
  void weightsStandAtTheirTokens() {
    PromptChunks a1111 = CLIP.chunks("cat (dog:1.5) [cat]", PromptSyntax.A1111);
    assertThat(a1111.weighting()).isEqualTo(Weighting.RESTORE_MEAN);
    assertThat(ids(a1111, 0)).containsExactly(sequence(CAT, DOG, CAT));
    assertThat(Arrays.copyOf(a1111.chunks().get(0).weights(), 5))
        .containsExactly(new float[] {1, 1, 1.5f, 1 / 1.1f, 1}, within(1e-6f));
    PromptChunks compel = CLIP.chunks("cat+ dog", PromptSyntax.COMPEL);
    assertThat(compel.weighting()).isEqualTo(Weighting.FROM_EMPTY);
    assertThat(Arrays.copyOf(compel.chunks().get(0).weights(), 4)).containsExactly(1, 1.1f, 1, 1);
    assertThat(CLIP.chunks("cat, dog", PromptSyntax.A1111).weighting()).isEqualTo(Weighting.NONE);
  }

  @Test
  void breakEndsAChunk() {
    PromptChunks chunks = CLIP.chunks("cat BREAK dog BREAK", PromptSyntax.A1111);
    assertThat(chunks.chunks()).hasSize(2);
    assertThat(ids(chunks, 0)).containsExactly(sequence(CAT));
    assertThat(ids(chunks, 1)).containsExactly(sequence(DOG));
  }

  @Test
  void anA1111ChunkEndsBehindAComma() {
    String near = "cat ".repeat(60) + ", " + "dog ".repeat(20);
    PromptChunks moved = CLIP.chunks(near, PromptSyntax.A1111);
    assertThat(ids(moved, 0)[61]).isEqualTo(COMMA);
    assertThat(ids(moved, 0)[62]).isEqualTo(END);
    assertThat(ids(moved, 1)).containsExactly(sequence(repeat(DOG, 20)));
    String far = "cat ".repeat(40) + ", " + "dog ".repeat(40);
    assertThat(ids(CLIP.chunks(far, PromptSyntax.A1111), 0)[75]).isEqualTo(DOG);
  }

  @Test
  void moreThan32ChunksAreCut() {
    int most = PromptChunks.MAX_CHUNKS * Tokenizers.TEXT_LENGTH;
    assertThat(CLIP.chunks("cat ".repeat(most), PromptSyntax.LONG).truncated()).isFalse();
    for (PromptSyntax syntax : new PromptSyntax[] {PromptSyntax.LONG, PromptSyntax.A1111}) {
      PromptChunks cut = CLIP.chunks("cat ".repeat(most + 1), syntax);
      assertThat(cut.truncated()).isTrue();
      assertThat(cut.chunks()).hasSize(PromptChunks.MAX_CHUNKS);
    }
    PromptChunks manyParts = CLIP.chunks("(cat) dog ".repeat(100_000), PromptSyntax.A1111);
    assertThat(manyParts.truncated()).isTrue();
    assertThat(manyParts.chunks()).hasSize(PromptChunks.MAX_CHUNKS);
  }

  @Test
  void weightingFollowsItsFormula() {
    float[] weights = {1, 3};
    float[] hidden = {1, 2, 3, 4};
    Weighting.RESTORE_MEAN.apply(hidden, new float[4], weights);
    assertThat(hidden)
        .containsExactly(new float[] {10 / 24f, 20 / 24f, 90 / 24f, 120 / 24f}, within(1e-6f));
    hidden = new float[] {1, 2, 3, 4};
    Weighting.FROM_EMPTY.apply(hidden, new float[] {1, 1, 1, 1}, weights);
    assertThat(hidden).containsExactly(1, 2, 7, 10);
    Weighting.NONE.apply(hidden, new float[4], weights);
    assertThat(hidden).containsExactly(1, 2, 7, 10);
  }

  private static int[] ids(PromptChunks chunks, int index) {
    WeightedChunk chunk = chunks.chunks().get(index);
    return chunk.ids();
  }

  private static int[] repeat(int id, int count) {
    return IntStream.generate(() -> id).limit(count).toArray();
  }

  private static int[] sequence(int... text) {
    int[] ids = repeat(END, 77);
    ids[0] = START;
    System.arraycopy(text, 0, ids, 1, text.length);
    return ids;
  }
}
