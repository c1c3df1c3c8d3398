"""The five calculators on the built page, driven in a real browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

REFERENCE = json.loads(Path(__file__).with_name("networks.json").read_text(encoding="utf-8"))
PRESETS = {
    "AlexNet": "alexnet",
    "VGG-16": "vgg16",
    "ResNet-18": "resnet18",
    "ResNet-50": "resnet50",
    "DenseNet-121": "densenet121",
    "SqueezeNet 1.0": "squeezenet1_0",
    "MobileNetV2": "mobilenet_v2",
    "ShuffleNet V2 1×": "shufflenet_v2_x1_0",
    "EfficientNet-B0": "efficientnet_b0",
    "ConvNeXt-T": "convnext_tiny",
}
TAGS = ["layer-calculator", "network-calculator", "recurrent-calculator", "receptive-field", "roofline-calculator"]
PATH = "practice/model-resource-usage/"


def ready(page, url, tag):
    """The calculator, opened and brought into view."""
    page.goto(url)
    element = page.locator(tag)
    element.scroll_into_view_if_needed()
    expect(element.locator(".calc-result > *").first).to_be_visible()
    return element


def fact(element, name):
    """The exact value behind a name in a calculator's result, without its readable form."""
    term = element.locator("dt", has_text=re.compile(f"^{re.escape(name)}$"))
    return term.locator("xpath=following-sibling::dd[1]")


def integer(element, name):
    return int(fact(element, name).inner_text().split("(")[0].rstrip("B ").replace(",", ""))


def type_into(element, label, value):
    """Replace a field's content by keyboard alone."""
    field = element.get_by_label(label, exact=True)
    field.focus()
    field.press("Control+a")
    field.press_sequentially(value)
    return field


def test_the_page_makes_sense_without_scripts(browser, site_url):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + PATH)
    for tag in TAGS:
        assert page.locator(f"{tag} table").is_visible(), tag
    assert "1,849,688,064" in page.locator("layer-calculator").inner_text()
    context.close()


def test_static_tables_say_what_the_calculators_say(browser, site_url, page):
    context = browser.new_context(java_script_enabled=False)
    static = context.new_page()
    static.goto(site_url + PATH)
    written = {tag: static.locator(tag).inner_text() for tag in TAGS}
    context.close()
    layer = ready(page, site_url + PATH, "layer-calculator")
    for name in ("Parameters", "MACC", "FLOPs: 2 · MACC", "Activations"):
        assert f"{integer(layer, name):,}" in written["layer-calculator"], name
    recurrent = ready(page, site_url + PATH, "recurrent-calculator")
    assert f"{integer(recurrent, 'Parameters'):,}" in written["recurrent-calculator"]
    roofline = ready(page, site_url + PATH, "roofline-calculator")
    for name in ("Operations", "Bytes moved at least"):
        assert f"{integer(roofline, name):,}" in written["roofline-calculator"], name
    for name, key in PRESETS.items():
        row = next(line for line in written["network-calculator"].splitlines() if line.startswith(name))
        assert f"{REFERENCE[key]['params']:,}" in row, row
        assert f"{REFERENCE[key]['macs']:,}" in row, row


def test_nothing_is_loaded_before_a_calculator_comes_near(page, site_url):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site_url + PATH)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/calculators/" in url or "/networks/" in url]
    page.locator("layer-calculator").scroll_into_view_if_needed()
    expect(page.locator("layer-calculator dl")).to_be_visible()


def test_one_layer_by_keyboard(page, site_url):
    layer = ready(page, site_url + PATH, "layer-calculator")
    assert integer(layer, "MACC") == 1_849_688_064
    type_into(layer, "kernel_size", "3, 5")
    type_into(layer, "stride", "2")
    type_into(layer, "groups", "4")
    type_into(layer, "padding", "1, 2")
    expect(fact(layer, "Output shape")).to_have_text("(1, 64, 112, 112)")
    assert integer(layer, "MACC") == 112 * 112 * 64 * 16 * 15
    assert integer(layer, "Parameters") == 64 * 16 * 15 + 64
    line = "nn.Conv2d(64, 64, (3, 5), stride=2, padding=(1, 2), groups=4)"
    expect(layer.locator("code")).to_have_text(line)
    layer.get_by_label("bias").press(" ")
    assert integer(layer, "Parameters") == 64 * 16 * 15
    layer.get_by_label("Count FLOPs as").select_option("every operation")
    assert integer(layer, "FLOPs: every operation") == 2 * 112 * 112 * 64 * 16 * 15 - 64 * 112 * 112


def test_a_wrong_entry_stays_and_is_explained_beside_its_field(page, site_url):
    layer = ready(page, site_url + PATH, "layer-calculator")
    field = type_into(layer, "groups", "3")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("3")
    error = page.locator(f"#{field.get_attribute('aria-describedby')}")
    expect(error).to_have_text("groups must divide in_channels, but 64 is not divisible by 3.")
    assert layer.locator("dl").count() == 0
    type_into(layer, "groups", "64")
    expect(error).to_have_text("")
    assert integer(layer, "Parameters") == 64 * 9 + 64


def test_every_kind_of_layer_opens_with_a_result(page, site_url):
    layer = ready(page, site_url + PATH, "layer-calculator")
    kinds = layer.get_by_label("Layer", exact=True)
    for kind in kinds.locator("option").all_inner_texts():
        layer.get_by_label("Layer", exact=True).select_option(kind)
        expect(fact(layer, "Output shape")).to_be_visible()


def test_the_address_brings_a_calculation_back(page, site_url):
    layer = ready(page, site_url + PATH, "layer-calculator")
    layer.get_by_label("Layer", exact=True).select_option("LSTM")
    type_into(layer, "hidden_size", "37")
    layer.get_by_label("batch_first").press(" ")
    result = layer.locator("dl").inner_text()
    again = ready(page, page.url, "layer-calculator")
    assert "layer.kind=LSTM" in page.url
    assert again.locator("dl").inner_text() == result


def test_the_result_is_said_once(page, site_url):
    layer = ready(page, site_url + PATH, "layer-calculator")
    live = layer.locator(".calc-live")
    live.evaluate(
        "e => { window.said = []; new MutationObserver(() => said.push(e.textContent)).observe(e, {childList: true}) }"
    )
    type_into(layer, "out_channels", "1234")
    expect(live).to_have_text(re.compile("MACC"))
    page.wait_for_timeout(1200)
    assert len(page.evaluate("said")) == 1


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_presets_agree_with_the_reference(page, site_url, name):
    network = ready(page, site_url + PATH, "network-calculator")
    network.get_by_label("Network", exact=True).select_option(name)
    expected = REFERENCE[PRESETS[name]]
    expect(fact(network, "Parameters")).to_contain_text(f"{expected['params']:,}")
    expect(fact(network, "MACC")).to_contain_text(f"{expected['macs']:,}")


def test_the_table_of_layers_by_keyboard(page, site_url):
    network = ready(page, site_url + PATH, "network-calculator")
    block = network.get_by_role("button", name="layer1")
    block.press("Enter")
    opened = network.get_by_role("button", name="layer1")
    expect(opened).to_be_focused()
    expect(opened).to_have_attribute("aria-expanded", "true")
    assert network.locator(".calc-inner").count() == 14
    network.get_by_role("button", name="Parameters").press("Enter")
    expect(network.locator("th[aria-sort]")).to_have_text("Parameters ↓")
    expect(network.get_by_role("button", name="Parameters")).to_be_focused()
    blocks = network.locator("tbody button").all_inner_texts()
    assert blocks[0] == "+ layer4"
    network.get_by_label("Exact numbers in the table").press(" ")
    assert "8,393,728" in network.locator("tbody tr").first.inner_text()


def test_a_pasted_network_and_its_errors(page, site_url):
    network = ready(page, site_url + PATH, "network-calculator")
    expect(fact(network, "Parameters")).to_be_visible()
    text = network.get_by_label(re.compile("paste your own"))
    text.fill("nn.Sequential(\n  nn.Conv2d(1, 8, 3),\n  nn.Conv2d(9, 8, 3),\n)")
    network.get_by_label("Input without the batch").fill("1 28 28")
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(network.locator(".calc-error", has_text="Line 3, nn.Conv2d(9, 8, 3): in_channels is 9")).to_be_visible()
    text.fill("nn.Sequential(\n  nn.Conv2d(1, 8, 3),\n  nn.Flatten(),\n  nn.Linear(8 * 26 * 26, 10),\n)")
    assert integer(network, "MACC") == 26 * 26 * 8 * 9 + 8 * 26 * 26 * 10
    again = ready(page, page.url, "network-calculator")
    assert integer(again, "MACC") == 26 * 26 * 8 * 9 + 8 * 26 * 26 * 10


def test_batch_input_size_and_format(page, site_url):
    network = ready(page, site_url + PATH, "network-calculator")
    expect(fact(network, "Parameters")).to_be_visible()
    type_into(network, "Batch", "4")
    network.get_by_label("Number format").select_option("bfloat16 / float16")
    assert integer(network, "MACC") == 4 * REFERENCE["resnet18"]["macs"]
    assert integer(network, "Weights") == 2 * REFERENCE["resnet18"]["params"]
    type_into(network, "Input without the batch", "3 448 448")
    expect(fact(network, "Output shape")).to_have_text("(4, 1000)")
    type_into(network, "Input without the batch", "3 448 many")
    expect(network.locator(".calc-error", has_text="input must be a whole number")).to_be_visible()


def test_the_receptive_field_moves_with_the_arrow_keys(page, site_url):
    element = ready(page, site_url + PATH, "receptive-field")
    assert "10" in element.locator("tbody tr").last.inner_text()
    row = element.get_by_label(re.compile("Unit’s row"))
    row.press("ArrowRight")
    row.press("ArrowRight")
    expect(element.locator("svg")).to_have_attribute(
        "aria-label", "Unit (2, 0) sees rows 0 to 9 and columns 0 to 5 of the input."
    )
    element.get_by_role("button", name="Remove layer 4").press("Enter")
    expect(element.locator("tbody tr")).to_have_count(4)
    element.get_by_role("button", name="Add a convolution").press("Enter")
    type_into(element.locator("fieldset").last, "kernel", "99")
    expect(element.locator(".calc-error", has_text="The window spans 99 values")).to_be_visible()


def test_recurrent_layers(page, site_url):
    element = ready(page, site_url + PATH, "recurrent-calculator")
    assert integer(element, "Parameters") == 4 * 16 * (8 + 16 + 2)
    element.get_by_label("Biases").select_option("one vector a gate")
    assert integer(element, "Parameters") == 4 * 16 * (8 + 16 + 1)
    element.get_by_label("Layer", exact=True).select_option("GRU")
    type_into(element, "num_layers", "2")
    element.get_by_label("bidirectional").press(" ")
    per_direction = 3 * 16 * (8 + 16 + 1) + 3 * 16 * (32 + 16 + 1)
    assert integer(element, "Parameters") == 2 * per_direction
    expect(fact(element, "Cells")).to_contain_text("4, one for each layer and direction")
    type_into(element, "L, time steps", "0")
    expect(element.locator(".calc-error", has_text="length must be at least 1")).to_be_visible()


def test_the_roofline(page, site_url):
    element = ready(page, site_url + PATH, "roofline-calculator")
    expect(fact(element, "Verdict")).to_have_text("Bound by arithmetic: at least 11.86 µs.")
    element.get_by_label("One layer, as in torch.nn").fill("Linear(4096, 4096)")
    element.get_by_label("Input without the batch").fill("4096")
    expect(fact(element, "Verdict")).to_contain_text("Bound by memory")
    element.get_by_label("Device").select_option("your own device")
    type_into(element, "Peak, 10⁹ operations a second", "100")
    type_into(element, "Memory, 10⁹ bytes a second", "10")
    # 2 · 4096² operations at 10¹¹ a second; 4 bytes for each weight, bias, input and output at 10¹⁰ a second.
    expect(fact(element, "Time for the arithmetic")).to_have_text("335.5 µs")
    expect(fact(element, "Time for the memory")).to_have_text("6.716 ms")
    type_into(element, "Memory, 10⁹ bytes a second", "0")
    expect(element.locator(".calc-error", has_text="above zero")).to_be_visible()


@pytest.mark.parametrize("tag", TAGS)
def test_calculators_fit_a_small_phone(browser, site_url, tag):
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark", reduced_motion="reduce")
    page = context.new_page()
    element = ready(page, site_url + PATH, tag)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for control in element.locator("input, select, textarea, button").all():
        box = control.bounding_box()
        if box:
            assert box["width"] >= 24, control.evaluate("e => e.outerHTML")
            assert box["height"] >= 24, control.evaluate("e => e.outerHTML")
    context.close()


def test_a_network_that_cannot_be_loaded_is_said(page, site_url):
    network = ready(page, site_url + PATH, "network-calculator")
    page.route("**/networks/alexnet.txt", lambda route: route.fulfill(body=""))
    network.get_by_label("Network", exact=True).select_option("AlexNet")
    expect(network.locator(".calc-error", has_text="could not be loaded")).to_be_visible()
    network.get_by_label("Network", exact=True).select_option("ResNet-50")
    assert integer(network, "Parameters") == REFERENCE["resnet50"]["params"]


def test_a_preset_is_brought_back_and_may_be_made_ones_own(page, site_url):
    network = ready(page, site_url + PATH, "network-calculator")
    network.get_by_label("Network", exact=True).select_option("SqueezeNet 1.0")
    expect(fact(network, "Parameters")).to_contain_text("1,248,424")
    page.wait_for_url(re.compile("SqueezeNet"))
    again = ready(page, page.url, "network-calculator")
    expect(fact(again, "Parameters")).to_contain_text("1,248,424")
    again.get_by_label("Network", exact=True).select_option("your own network")
    third = ready(page, page.url, "network-calculator")
    expect(fact(third, "Parameters")).to_contain_text("1,248,424")
