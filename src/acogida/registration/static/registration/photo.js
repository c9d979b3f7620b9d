// A person's photo from the camera or a file, sent at once and shown as the server kept it.
import { csrf } from "./keeper.js";

export function photoBoxes(form) {
  for (const box of form.querySelectorAll("[data-photo]")) photoBox(form, box);
}

function photoBox(form, box) {
  const part = (name) => box.querySelector(`[data-photo-${name}]`);
  const [image, none, video, camera, take, file, remove, state] = ["image", "none", "video", "camera", "take", "file", "remove", "state"].map(part);
  let stream = null;

  camera.hidden = !navigator.mediaDevices?.getUserMedia;
  camera.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { width: 960, height: 960, facingMode: "user" } });
    } catch {
      state.textContent = form.dataset.textCamera;
      return;
    }
    video.srcObject = stream;
    await video.play();
    shown(video);
    camera.hidden = true;
    take.hidden = false;
    take.focus();
  });
  take.addEventListener("click", () => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = Math.min(side, 800);
    canvas.getContext("2d").drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, canvas.width, canvas.height);
    stop();
    canvas.toBlob((blob) => send({ photo: blob }), "image/jpeg", 0.9);
  });
  file.addEventListener("change", () => file.files[0] && send({ photo: file.files[0] }));
  remove.addEventListener("click", () => send({ remove: "1" }));
  window.addEventListener("pagehide", stop);

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    take.hidden = true;
    camera.hidden = !navigator.mediaDevices?.getUserMedia;
  }

  function shown(what) {
    for (const each of [image, none, video]) each.hidden = each !== what;
  }

  async function send(parts) {
    const data = new FormData();
    for (const [name, value] of Object.entries(parts)) data.append(name, value);
    state.textContent = form.dataset.textSaving;
    let answer;
    try {
      answer = await fetch(box.dataset.photoUrl, { method: "POST", body: data, headers: { Accept: "application/json", "X-CSRFToken": csrf() }, redirect: "manual" });
    } catch {
      state.textContent = form.dataset.textWaiting; // the file stays chosen and goes with the page
      return;
    }
    if (answer.status === 401) return void (state.textContent = form.dataset.textSession);
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) return void (state.textContent = said.error ?? form.dataset.textWaiting);
    file.value = "";
    remove.hidden = !said.photo;
    state.textContent = said.photo ? form.dataset.textPhoto : "";
    if (said.photo) image.src = `${box.dataset.photoUrl}?${said.photo}`;
    shown(said.photo ? image : none);
  }
}
