/** For how long a card that comes into sight hears neither pointer nor keyboard. */
export const deafMs = 500;
