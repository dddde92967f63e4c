/** What is too many or too quick for SVG: dots of people, travellers and convoys on a canvas. */

const SPRITES = new Map();

/** A colour of the style sheet. */
export function styleColour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim() || "#1a1c1e";
}

/** Forget painted dots, as after a change of colour scheme. */
export function forgetSprites() {
  SPRITES.clear();
}

/** Give a canvas its size on the screen; returns screen dots per unit of the style sheet. */
export function sizeCanvas(canvas, wide, tall) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  canvas.width = Math.round(wide * ratio);
  canvas.height = Math.round(tall * ratio);
  return ratio;
}

/** A painted dot: discs of (diameter, colour), the largest first. */
function spriteOf(ratio, discs) {
  const key = `${ratio} ${discs}`;
  if (!SPRITES.has(key)) {
    const size = Math.ceil(discs[0][0] * ratio) + 2;
    const sprite = Object.assign(document.createElement("canvas"), { width: size, height: size });
    const pen = sprite.getContext("2d");
    for (const [across, colour] of discs) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.arc(size / 2, size / 2, (across * ratio) / 2, 0, 7);
      pen.fill();
    }
    SPRITES.set(key, sprite);
  }
  return SPRITES.get(key);
}

/** Put a sprite on many points in metres. */
function stamp(pen, { scale, west, north }, sprite, points) {
  const half = sprite.width / 2;
  for (const [x, y] of points) pen.drawImage(sprite, (x - west) * scale - half, (north - y) * scale - half);
}

/** Erase a canvas. */
function wiped(canvas) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  return pen;
}

/** How wide a dot of a hundred people is on a map so many units wide. */
export function dotSize(wide) {
  return Math.min(3.6, Math.max(1.4, wide / 230));
}

/** People who stand: dark dots where the opposition holds the ground, hollow ones in captured ground. */
export function paintStanding(canvas, frame, dots) {
  const pen = wiped(canvas);
  const size = dotSize(frame.wide);
  const held = spriteOf(frame.ratio, [[size, "#12402f"]]);
  const captured = spriteOf(frame.ratio, [[size + 0.4, "#1a1c1e"], [0.76 * size, "#ffffff"]]);
  for (const part of dots) {
    stamp(pen, frame, held, part.held);
    stamp(pen, frame, captured, part.captured);
  }
}

/** People on their way, and convoys with their trails. */
export function paintMoving(canvas, frame, travellers, convoys) {
  const pen = wiped(canvas);
  const size = dotSize(frame.wide) + 1.4;
  stamp(pen, frame, spriteOf(frame.ratio, [[size, "#ffffff"], [size - 1.4, "#1a1c1e"]]), travellers);
  paintConvoys(pen, frame, convoys);
}

/** Trails first, then the heads. */
function paintConvoys(pen, frame, convoys) {
  const route = styleColour("--route");
  pen.globalAlpha = 0.55;
  const trail = spriteOf(frame.ratio, [[2.6, route]]);
  for (const convoy of convoys) stamp(pen, frame, trail, convoy.trail);
  pen.globalAlpha = 1;
  for (const convoy of convoys) paintConvoy(pen, frame, convoy, route);
}

/** A square: filled when documented, hollow when modelled; crossed out when it was turned back. */
function paintConvoy(pen, { scale, west, north, ratio }, { at, modelled, status }, route) {
  const [x, y] = [(at[0] - west) * scale, (north - at[1]) * scale];
  const square = (side, colour) => {
    pen.fillStyle = colour;
    pen.fillRect(x - (side * ratio) / 2, y - (side * ratio) / 2, side * ratio, side * ratio);
  };
  square(10.4, "#ffffff");
  square(8, route);
  if (modelled) square(4.4, "#ffffff");
  if (status !== "turned back") return;
  for (const [width, colour] of [[4.2, "#ffffff"], [2, "#1a1c1e"]]) {
    Object.assign(pen, { lineWidth: width * ratio, strokeStyle: colour });
    const arm = 6 * ratio;
    pen.beginPath();
    for (const slope of [1, -1]) {
      pen.moveTo(x - arm, y - slope * arm);
      pen.lineTo(x + arm, y + slope * arm);
    }
    pen.stroke();
  }
}
