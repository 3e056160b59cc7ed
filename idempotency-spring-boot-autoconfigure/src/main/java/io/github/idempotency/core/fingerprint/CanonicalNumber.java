package io.github.idempotency.core.fingerprint;

/**
 * The one spelling of a JSON number: its exact decimal value in the layout of ECMAScript ({@code Number::toString}), which
 * RFC 8785 prescribes. The result is that of the RFC for every decimal that is the shortest spelling of a double. Others keep
 * their digits where the RFC rounds them: an amount must not become equal to another. The value is never expanded:
 * {@code 1e200000000} stays eleven characters.
 */
final class CanonicalNumber {

    /** Larger exponents have no canonical form. Far enough from the ends of long for all sums below. */
    private static final long MAX_EXPONENT = 1_000_000_000_000_000L;

    private static final int MAX_EXPONENT_DIGITS = 18;

    private CanonicalNumber() {}

    /**
     * The canonical spelling.
     *
     * @param number a number by the grammar of RFC 8259
     */
    static String of(String number) throws NotCanonicalException {
        int start = number.charAt(0) == '-' ? 1 : 0;
        int exponentMark = exponentMark(number);
        int point = number.indexOf('.');
        int integerEnd = point < 0 ? exponentMark : point;
        String digits =
                number.substring(start, integerEnd) + (point < 0 ? "" : number.substring(point + 1, exponentMark));
        int first = 0;
        int last = digits.length();
        while (first < last && digits.charAt(first) == '0') {
            first++;
        }
        if (first == last) {
            return "0";
        }
        while (digits.charAt(last - 1) == '0') {
            last--;
        }
        long exponent = exponent(number, exponentMark) + (integerEnd - start) - first;
        if (Math.abs(exponent) > MAX_EXPONENT) {
            throw new NotCanonicalException();
        }
        return (start == 1 ? "-" : "") + layout(digits.substring(first, last), exponent);
    }

    private static int exponentMark(String number) {
        int mark = Math.max(number.indexOf('e'), number.indexOf('E'));
        return mark < 0 ? number.length() : mark;
    }

    private static long exponent(String number, int mark) throws NotCanonicalException {
        if (mark == number.length()) {
            return 0;
        }
        char sign = number.charAt(mark + 1);
        int start = sign == '-' || sign == '+' ? mark + 2 : mark + 1;
        while (start < number.length() - 1 && number.charAt(start) == '0') {
            start++;
        }
        if (number.length() - start > MAX_EXPONENT_DIGITS) {
            throw new NotCanonicalException();
        }
        long exponent = Long.parseLong(number, start, number.length(), 10);
        return sign == '-' ? -exponent : exponent;
    }

    /** ECMAScript, Number::toString, for the value 0.DIGITS times ten to the exponent. */
    private static String layout(String digits, long exponent) {
        int count = digits.length();
        if (exponent > 0 && exponent <= 21) {
            int point = (int) exponent;
            return count <= point
                    ? digits + "0".repeat(point - count)
                    : digits.substring(0, point) + '.' + digits.substring(point);
        }
        if (exponent > -6 && exponent <= 0) {
            return "0." + "0".repeat((int) -exponent) + digits;
        }
        String fraction = count == 1 ? "" : '.' + digits.substring(1);
        return digits.charAt(0) + fraction + 'e' + (exponent > 0 ? "+" : "") + (exponent - 1);
    }
}
