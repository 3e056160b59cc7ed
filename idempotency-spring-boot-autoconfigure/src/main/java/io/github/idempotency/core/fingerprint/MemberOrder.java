package io.github.idempotency.core.fingerprint;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of the objects of a JSON text in the order of their names, for those objects that have them in another. Members
 * are noted as the positions of their names: nothing of the text is copied, and nothing boxed.
 */
final class MemberOrder {

    private static final int FIRST_CAPACITY = 16;

    private final MemberName left;
    private final MemberName right;

    /** Names of the objects that are not complete yet, the innermost last. */
    private int[] open = {};

    private int openCount;

    /** For each object out of order: its end, the number of its members, and their names in order. */
    private int[] sorted = {};

    private int sortedCount;

    /** For each object out of order: its start, and in the lower half where its entry in {@link #sorted} begins. */
    private long[] entries = {};

    private int entryCount;

    MemberOrder(byte[] json) {
        this.left = new MemberName(json);
        this.right = new MemberName(json);
    }

    /** Begins an object; to be given back at its end. */
    int begin() {
        return openCount;
    }

    /** Adds a member to the object begun last, by the position of its name's opening quote. */
    void add(int name) {
        open = withRoom(open, openCount, 1);
        open[openCount++] = name;
    }

    /**
     * Completes an object.
     *
     * @param mark  what its beginning gave
     * @param start its position
     * @param end   the position after it
     * @throws NotCanonicalException if a member is repeated
     */
    void end(int mark, int start, int end) throws NotCanonicalException {
        if (!isInOrder(mark)) {
            sort(mark, openCount - mark);
            for (int i = mark + 1; i < openCount; i++) {
                if (compare(open[i - 1], open[i]) == 0) {
                    throw new NotCanonicalException();
                }
            }
            keep(mark, start, end);
        }
        openCount = mark;
    }

    /** Has the entries ready to be looked for. */
    void complete() {
        open = new int[0];
        Arrays.sort(entries, 0, entryCount);
    }

    /** The end of the object that begins at a position, and the names of its members in order; null if it has them in order. */
    int @Nullable [] of(int start) {
        int found = Arrays.binarySearch(entries, 0, entryCount, (long) start << Integer.SIZE);
        int entry = found < 0 ? -found - 1 : found;
        if (entry == entryCount || entries[entry] >>> Integer.SIZE != start) {
            return null;
        }
        int offset = (int) entries[entry];
        int[] members = new int[sorted[offset + 1] + 1];
        members[0] = sorted[offset];
        System.arraycopy(sorted, offset + 2, members, 1, members.length - 1);
        return members;
    }

    private boolean isInOrder(int mark) {
        for (int i = mark + 1; i < openCount; i++) {
            if (compare(open[i - 1], open[i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    private void keep(int mark, int start, int end) {
        entries = entryCount < entries.length
                ? entries
                : Arrays.copyOf(entries, Math.max(FIRST_CAPACITY, entries.length + (entries.length >> 1)));
        entries[entryCount++] = (long) start << Integer.SIZE | sortedCount;
        int members = openCount - mark;
        sorted = withRoom(sorted, sortedCount, members + 2);
        sorted[sortedCount] = end;
        sorted[sortedCount + 1] = members;
        System.arraycopy(open, mark, sorted, sortedCount + 2, members);
        sortedCount += members + 2;
    }

    /** A heap sort: in place, and as fast whatever the names are. */
    private void sort(int from, int count) {
        for (int root = count / 2 - 1; root >= 0; root--) {
            sink(from, root, count);
        }
        for (int last = count - 1; last > 0; last--) {
            swap(from, from + last);
            sink(from, 0, last);
        }
    }

    private void sink(int from, int root, int count) {
        int parent = root;
        int child;
        while ((child = 2 * parent + 1) < count) {
            if (child + 1 < count && compare(open[from + child], open[from + child + 1]) < 0) {
                child++;
            }
            if (compare(open[from + parent], open[from + child]) >= 0) {
                return;
            }
            swap(from + parent, from + child);
            parent = child;
        }
    }

    private void swap(int one, int other) {
        int name = open[one];
        open[one] = open[other];
        open[other] = name;
    }

    /** By UTF-16 code units, as RFC 8785 has it, section 3.2.3. */
    private int compare(int one, int other) {
        left.moveTo(one);
        right.moveTo(other);
        int unit;
        int difference;
        do {
            unit = left.next();
            difference = unit - right.next();
        } while (difference == 0 && unit != MemberName.END);
        return difference;
    }

    private static int[] withRoom(int[] array, int count, int more) {
        return count + more <= array.length
                ? array
                : Arrays.copyOf(
                        array, Math.max(Math.max(FIRST_CAPACITY, count + more), array.length + (array.length >> 1)));
    }
}
